package io.idlegrid.predictor.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.tool.day.EmbeddedHost;
import io.idlegrid.predictor.tool.day.HostDay;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void backtestWritesForecastsInTheGivenFormat() throws Exception {
    HostDay day = EmbeddedHost.DOOR.days(2, 60, 3);
    var trace = new StringBuilder("t_seconds,cpu_percent\n");
    for (int i = 0; i < day.size(); i++) {
      trace.append(60 * i).append(',').append(day.cpu()[i]).append('\n');
    }
    Path traces = Files.createDirectory(folder.resolve("traces"));
    Files.writeString(traces.resolve("door-1.csv"), trace);
    Path epochs =
        Files.writeString(
            folder.resolve("epochs.csv"),
            "device,t,horizon_s,part\ndoor-1,120000,300,test\ndoor-1,120000,3600,test\n");
    Path forecasts = folder.resolve("forecasts.csv");

    int code =
        run(
            "backtest",
            "--traces",
            "" + traces,
            "--epochs",
            "" + epochs,
            "--out",
            "" + forecasts,
            "--learner",
            "smile");

    assertEquals(0, code, err::toString);
    List<String> lines = Files.readAllLines(forecasts);
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).startsWith("device,t,horizon_s,q50,q90,q95,q99,p_idle_C25"));
    String[] cells = lines.get(1).split(",", -1);
    assertEquals(12, cells.length);
    assertEquals("door-1", cells[0]);
    for (int i = 3; i < 12; i++) {
      double value = Double.parseDouble(cells[i]);
      assertTrue(value >= 0 && value <= (i < 7 || i == 11 ? 100 : 1), lines.get(1));
    }
  }

  @Test
  void aBadTraceIsRefusedWithFileAndLine() throws Exception {
    Path bad = Files.writeString(folder.resolve("a.csv"), "t_seconds,cpu_percent\n0,1\n0,2\n");
    Path epochs = Files.writeString(folder.resolve("epochs.txt"), "device,t,horizon_s\na,0,300\n");

    int code = run("backtest", "--traces", "" + folder, "--epochs", "" + epochs, "--table");

    assertEquals(2, code);
    assertTrue(err.toString().contains("bad-trace: " + bad + ":3: "), err::toString);
  }

  @Test
  void aBadEpochFileIsRefusedWithFileAndLine() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "t_seconds,cpu_percent\n0,1\n60,2\n");
    Path epochs =
        Files.writeString(folder.resolve("epochs.txt"), "device,t,horizon_s\na,0,300\na,9,soon\n");

    int code = run("backtest", "--traces", "" + folder, "--epochs", "" + epochs, "--table");

    assertEquals(2, code);
    assertTrue(err.toString().contains("bad-trace: " + epochs + ":3: "), err::toString);
  }

  @Test
  void whatIsRefusedLeavesTheForecastsOfBeforeAlone() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "t_seconds,cpu_percent\n0,1\n0,2\n");
    Path epochs = Files.writeString(folder.resolve("epochs.txt"), "device,t,horizon_s\na,0,300\n");
    Path before = Files.writeString(folder.resolve("forecasts.txt"), "of before");

    int code =
        run("backtest", "--traces", "" + folder, "--epochs", "" + epochs, "--out", "" + before);

    assertEquals(2, code);
    assertEquals("of before", Files.readString(before));
    try (var left = Files.list(folder)) {
      assertEquals(3, left.count(), "nothing is left half done");
    }
  }

  @Test
  void aTraceIsNotWrittenOver() throws Exception {
    String text = "t_seconds,cpu_percent\n0,1\n60,2\n";
    Path trace = Files.writeString(folder.resolve("a.csv"), text);
    Path epochs = Files.writeString(folder.resolve("epochs.txt"), "device,t,horizon_s\na,0,300\n");

    assertEquals(
        2, run("backtest", "--traces", "" + folder, "--epochs", "" + epochs, "--out", "" + trace));

    assertEquals(text, Files.readString(trace));
    assertTrue(err.toString().contains("would be written over"), err::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,0,300\\na,0,300\\n          | a at 0.0 for 300 s is listed twice
          a,0,60.7\\n                  | horizon_s 60.7 is no whole number within 1..3600
          ,0,300\\n                    | :2: no device
          b,0,300\\nc,0,300\\n          | none of its devices has a trace in
          """)
  void epochsThatMakeNoSenseAreRefused(String rows, String expected) throws Exception {
    Files.writeString(folder.resolve("a.csv"), "t_seconds,cpu_percent\n0,1\n60,2\n");
    Path epochs =
        Files.writeString(
            folder.resolve("epochs.txt"), "device,t,horizon_s\n" + rows.replace("\\n", "\n"));

    assertEquals(2, run("backtest", "--traces", "" + folder, "--epochs", "" + epochs, "--table"));

    assertTrue(err.toString().contains(expected), err::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backtest --traces . --epochs none",
        "backtest --traces . --epochs none --table --examples 0",
        "backtest --traces . --epochs none --table --examples 2147483647",
        "compare --every 1",
        "compare --every 100000",
        "bench --runs 0"
      })
  void optionsThatMakeNoSenseAreRefused(String line) {
    assertEquals(2, run(line.split(" ", -1)));

    assertFalse(err.toString().contains("\tat "), err::toString);
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "t_seconds,cpu_percent\n0,1\n60,2\n");

    int code =
        run(
            "backtest",
            "--traces",
            "" + folder,
            "--epochs",
            "" + folder.resolve("none"),
            "--table");

    assertEquals(2, code);
    assertTrue(err.toString().contains("bad-file: " + folder.resolve("none")), err::toString);
  }

  @Test
  void memoryTellsWhatItsRuleRisksOnTracesThatHaveIt() throws Exception {
    var standing = new StringBuilder("t_seconds,cpu_percent,mem_norm\n");
    var jumping = new StringBuilder("t_seconds,cpu_percent,mem_percent\n");
    for (int i = 0; i < 3_000; i++) {
      standing.append(60 * i).append(",1,0.4\n");
      jumping.append(60 * i).append(",1,").append(i / 40 % 2 == 0 ? 80 : 20).append('\n');
    }
    Files.writeString(folder.resolve("standing-1.csv"), standing);
    Files.writeString(folder.resolve("jumping-1.csv"), jumping);
    Files.writeString(folder.resolve("silent-1.csv"), "t_seconds,cpu_percent\n0,1\n60,2\n");

    assertEquals(0, run("memory", "--traces", "" + folder), err::toString);

    List<String> lines = out.toString().lines().toList();
    assertEquals("2 hosts; started where the rule states at most 1 % of risk", lines.get(0));
    // The one that stands always starts, the one that jumps never does within 15 minutes.
    String quarter = lines.stream().filter(l -> l.startsWith("15 min  75 %")).findFirst().get();
    assertTrue(quarter.matches("15 min +75 % +[01]\\.\\d+ +0\\.00%"), quarter);
    for (String numbers :
        List.of(
            "chosen on the first 65 %, tried on the rest",
            "chosen on other data sets, tried on each", "the product's, on everything")) {
      assertTrue(lines.stream().anyMatch(l -> l.startsWith(numbers)), out::toString);
    }
  }

  @Test
  void memoryWithoutSuchAColumnIsRefused() throws Exception {
    Files.writeString(folder.resolve("silent-1.csv"), "t_seconds,cpu_percent\n0,1\n60,2\n");

    assertEquals(2, run("memory", "--traces", "" + folder));

    assertTrue(err.toString().contains("no trace has a column [mem_percent]"), err::toString);
  }

  @Test
  void everyCommandTellsItsVersion() {
    for (String command : List.of("backtest", "bench", "compare", "memory")) {
      assertEquals(0, run(command, "-V"));
    }
    assertEquals(0, run("--version"));

    assertTrue(out.toString().matches("(IdleGrid \\d[^\n]*\n){5}"), out::toString);
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
