package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {

  @TempDir private Path folder;

  @Test
  void sevenTenthsArePastAndTheStepIsThatOfMostRows() throws Exception {
    // A row a minute, with a gap of an hour.
    Trace trace =
        read("t_seconds,cpu_percent", i -> "%d,%d".formatted(i < 5 ? 60 * i : 3600 + 60 * i, i));

    assertEquals(Duration.ofMinutes(1), trace.step());
    assertEquals(3, trace.rowsToPlay());
    assertEquals(7, trace.past(0).size());
    assertEquals(7.0, trace.future(0).get(0));
    assertEquals(8, trace.past(1).size());
  }

  @Test
  void whatCannotBePlayedIsRefusedByNameAndRow() {
    assertRefused("t_seconds,mem_percent", i -> i + ",1", "no column cpu_percent");
    assertRefused("cpu_percent", i -> "1", "no column t_seconds");
    assertRefused("t_seconds,cpu_percent", i -> i == 3 ? "3" : i + ",1", "row 5: 1 columns");
    assertRefused("t_seconds,cpu_percent", i -> i + ",much", "no number");
    assertRefused("t_seconds,cpu_percent", i -> 3600 * i + ",1", "a row every 3600.0 s");
  }

  private void assertRefused(String head, RowOf row, String why) {
    String said = "" + assertThrows(IOException.class, () -> read(head, row)).getMessage();
    assertTrue(said.contains(why) && said.contains("trace.csv"), said);
  }

  private interface RowOf {
    String at(int index);
  }

  private Trace read(String head, RowOf row) throws IOException {
    Path file = folder.resolve("trace.csv");
    String rows = IntStream.range(0, 10).mapToObj(row::at).collect(Collectors.joining("\n"));
    Files.writeString(file, head + "\n" + rows + "\n");
    return Trace.read(file);
  }
}
