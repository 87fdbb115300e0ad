package io.idlegrid.client.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.sample.Distance;
import io.idlegrid.client.sample.Square;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the runner as devices do: in a JVM of its own. */
class RunnerTest {

  @TempDir private Path folder;
  private Path input = Path.of("");
  private Path output = Path.of("");
  private Path kept = Path.of("");

  @BeforeEach
  void makeFolders() throws Exception {
    input = folder.resolve("input");
    output = folder.resolve("result");
    kept = Files.createDirectory(folder.resolve("checkpoint")).resolve("results");
  }

  @Test
  void appliesTheFunctionToEveryElement() throws Exception {
    Files.writeString(input, "2\n-3\n46341\n");

    assertEquals(0, run(Square.class, 2));

    assertEquals("[6,4]\n[7,9]\n[8,2147488281]\n", Files.readString(output));
  }

  @Test
  void carriesDeclaredTypes() throws Exception {
    Files.writeString(
        input,
        """
        [{"name":"a","x":0,"y":3,"at":"2026-01-02T03:04:05Z"},{"name":"b","x":4,"y":0,"at":null}]
        """);

    assertEquals(0, run(Distance.class, 0));

    assertEquals(
        "[0,{\"a-b\":{\"length\":5.0,\"since\":\"2026-01-02T03:04:05Z\"}}]\n",
        Files.readString(output));
  }

  @Test
  void namesTheElementThatFailed() throws Exception {
    Files.writeString(input, "1\n13\n2\n");

    assertEquals(1, run(Square.class, 2));

    List<String> log = Files.readAllLines(folder.resolve("log"));
    assertEquals(
        "idlegrid: failed at element 7: java.lang.IllegalArgumentException: thirteen brings bad luck",
        log.get(0));
    assertTrue(log.stream().anyMatch(line -> line.contains("Square.apply")), log.toString());
    assertFalse(Files.exists(output));
  }

  @Test
  void namesAnElementThatIsNoneOfTheType() throws Exception {
    Files.writeString(input, "1\n\"two\"\n");

    assertEquals(1, run(Square.class, 0));

    String first = Files.readAllLines(folder.resolve("log")).get(0);
    assertTrue(first.startsWith("idlegrid: failed at element 1: "), first);
  }

  @Test
  void goesOnAfterTheLastWholeResult() throws Exception {
    Files.writeString(input, "13\n2\n3\n");
    // Element 0 would fail if it ran again; the result of element 1 was cut off.
    Files.writeString(kept, "[0,169]\n[1,");

    assertEquals(0, run(Square.class, 0));

    assertEquals("[0,169]\n[1,4]\n[2,9]\n", Files.readString(output));
  }

  private int run(Class<?> function, int unit) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Runner.class.getName(),
                function.getName(),
                input.toString(),
                output.toString(),
                String.valueOf(unit),
                "3",
                folder.resolve("checkpoint").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return process.waitFor();
  }
}
