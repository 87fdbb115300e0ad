package io.idlegrid.predictor.tool.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.tool.day.EmbeddedHost;
import io.idlegrid.predictor.tool.day.HostDay;
import io.idlegrid.predictor.tool.score.FrontierChart;
import io.idlegrid.predictor.tool.score.ScoreTable;
import io.idlegrid.predictor.tool.score.Scorecard;
import io.idlegrid.predictor.tool.trace.Epochs;
import io.idlegrid.predictor.tool.trace.TraceFiles;
import io.idlegrid.predictor.tree.HistogramLearner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {
  private static final int STEP = 60;
  private static final int DAYS = 3;
  private static final int SAMPLES = DAYS * 86_400 / STEP;
  private static final double REWRITTEN_FROM = .9 * SAMPLES * STEP;

  @TempDir private Path folder;
  private Path epochs;

  @BeforeEach
  void generate() throws Exception {
    for (EmbeddedHost host : EmbeddedHost.values()) {
      write(folder, host, false);
    }
    epochs = Files.writeString(folder.resolve("epochs.txt"), epochText());
  }

  @Test
  void everyEpochAfterTheFirstCutIsForecast() throws Exception {
    List<String> rows = run(folder, false);

    // Two horizons for each of the epochs in the last 48 %, none of them before.
    assertEquals(Epochs.read(epochs).byDevice().size() * epochsAfter(.52) * 2, rows.size());
  }

  @Test
  void whatComesLaterChangesNoForecast() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (EmbeddedHost host : EmbeddedHost.values()) {
      write(other, host, true);
    }

    List<String> before = run(folder, false);
    List<String> after = run(other, false);

    List<String> early = before.stream().filter(row -> second(row) < REWRITTEN_FROM).toList();
    assertTrue(early.size() > 100);
    assertEquals(early, after.stream().filter(row -> second(row) < REWRITTEN_FROM).toList());
    assertFalse(before.equals(after));
  }

  @Test
  void aPoolThatIsTheSameFolderByAnotherNameTeachesNothingOfWhatIsToCome() throws Exception {
    TraceFiles files = TraceFiles.in(folder);
    TraceFiles again = TraceFiles.in(folder.resolve("."));
    List<String> rows = new ArrayList<>();

    new Backtest(files, again, false, quick(), 300)
        .run(Epochs.read(epochs), made -> rows.add(made.trace().device()), line -> {});

    assertEquals(run(folder, false).size(), rows.size());
  }

  @Test
  void aHostHeldOutIsForecastByOthers() throws Exception {
    List<String> known = run(folder, false);
    List<String> held = run(folder, true);

    assertFalse(known.equals(held));
    assertTrue(held.size() >= known.size());
  }

  @Test
  void tableAndChartSpeakOfAllSpans() throws Exception {
    var card = new Scorecard();

    backtest(folder, false).run(Epochs.read(epochs), card::add, line -> {});

    String table = new ScoreTable(card).text();
    assertTrue(table.contains("5 min   75%  forecast"), table);
    assertTrue(table.contains("60 min  75%  oracle"), table);
    assertTrue(table.contains("max(5-sigma, p99 of a day)"), table);
    assertTrue(table.contains("Host by host"), table);
    assertFalse(table.contains("NaN"), table);
    String chart = new FrontierChart(card).svg();
    assertTrue(chart.startsWith("<svg") && chart.endsWith("</svg>\n"), chart);
    assertFalse(chart.contains("NaN"), chart);
  }

  private List<String> run(Path traces, boolean holdOut) throws Exception {
    List<String> rows = new ArrayList<>();
    backtest(traces, holdOut)
        .run(
            Epochs.read(epochs),
            made ->
                rows.add(
                    String.format(
                        Locale.ROOT,
                        "%s,%.0f,%d,%.9f",
                        made.trace().device(),
                        made.second(),
                        made.horizonSeconds(),
                        made.forecast()
                            .idleProbability(75, Duration.ofSeconds(made.horizonSeconds())))),
            line -> {});
    return rows;
  }

  private static double second(String row) {
    return Double.parseDouble(row.split(",", -1)[1]);
  }

  private static Backtest backtest(Path traces, boolean holdOut) throws Exception {
    TraceFiles files = TraceFiles.in(traces);
    return new Backtest(files, files, holdOut, quick(), 300);
  }

  private static ForecasterSettings quick() {
    ForecasterSettings usual = ForecasterSettings.defaults();
    return new ForecasterSettings(
        new HistogramLearner(6, 6, 20, .3, 1, 1, 1, 32),
        4_000,
        100,
        4_000,
        usual.leastObserved(),
        usual.ownHistory(),
        usual.staleAfter(),
        1);
  }

  private static void write(Path to, EmbeddedHost host, boolean rewritten) throws Exception {
    HostDay day = host.days(DAYS, STEP, 5);
    var text = new StringBuilder("t_seconds,cpu_percent\n");
    for (int i = 0; i < day.size(); i++) {
      boolean other = rewritten && i * STEP > REWRITTEN_FROM;
      text.append(i * STEP).append(',').append(other ? 77 : day.cpu()[i]).append('\n');
    }
    Files.writeString(to.resolve(day.name() + "-1.csv"), text);
  }

  private static String epochText() {
    var text = new StringBuilder("device,t,horizon_s,part\n");
    for (EmbeddedHost host : EmbeddedHost.values()) {
      for (int i = 0; i < SAMPLES - 60; i += 10) {
        for (int horizon : new int[] {300, 3600}) {
          String name = host.name().toLowerCase(Locale.ROOT) + "-1";
          String part = i < .65 * SAMPLES ? "cal" : "test";
          text.append(name).append(',').append(i * STEP).append(',').append(horizon);
          text.append(',').append(part).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static long epochsAfter(double share) {
    long count = 0;
    for (int i = 0; i < SAMPLES - 60; i += 10) {
      count += i >= Math.floor(share * SAMPLES) ? 1 : 0;
    }
    return count;
  }
}
