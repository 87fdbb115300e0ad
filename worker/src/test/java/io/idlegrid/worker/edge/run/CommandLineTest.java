package io.idlegrid.worker.edge.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {

  @Test
  void placeholdersAreReplacedAsTheyStand() {
    List<String> command =
        CommandLine.replace(
            List.of("sh", "-c", "echo {{ x }}:$1", "{{x}}{{y}}"), Map.of("x", "a$b", "y", "\\c"));

    assertEquals(List.of("sh", "-c", "echo a$b:$1", "a$b\\c"), command);
  }

  @Test
  void whatNothingReplacesIsNamed() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> CommandLine.replace(List.of("{{z}}"), Map.of("x", "1")));

    assertTrue(String.valueOf(refused.getMessage()).contains("{{z}}"));
  }

  @Test
  void aWordCannotGrowWithoutBounds() {
    String word = "{{x}}".repeat(20_000);
    Map<String, String> values = Map.of("x", "y".repeat(20_000));

    assertThrows(IllegalArgumentException.class, () -> CommandLine.replace(List.of(word), values));
  }
}
