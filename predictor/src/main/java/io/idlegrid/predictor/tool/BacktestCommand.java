package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.Learner;
import io.idlegrid.predictor.tool.replay.Backtest;
import io.idlegrid.predictor.tool.replay.ForecastFile;
import io.idlegrid.predictor.tool.score.FrontierChart;
import io.idlegrid.predictor.tool.score.ScoreTable;
import io.idlegrid.predictor.tool.score.Scorecard;
import io.idlegrid.predictor.tool.trace.Epochs;
import io.idlegrid.predictor.tool.trace.TraceFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forecast backtest}: forecasts recorded hosts as if they were live. */
@Command(
    name = "backtest",
    description = "Forecasts recorded hosts walking forward, and scores the forecasts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BacktestCommand implements Callable<Integer> {

  @Option(
      names = "--traces",
      required = true,
      description = "folder of <device>.csv[.gz] with columns t_seconds,cpu_percent")
  private Path traces;

  @Option(
      names = "--epochs",
      required = true,
      description = "file with columns device,t,horizon_s[,part]: what to forecast")
  private Path epochs;

  @Option(names = "--out", description = "file for the forecasts; .gz is packed")
  private @Nullable Path out;

  @Option(names = "--pool", description = "folder that the pooled model learns from instead")
  private @Nullable Path pool;

  @Option(
      names = "--hold-out",
      description = "forecast each host by models that never saw its data set")
  private boolean holdOut;

  @Option(names = "--table", description = "print recall, promise, reliability and coverage")
  private boolean table;

  @Option(names = "--chart", description = "file for the frontier as SVG")
  private @Nullable Path chart;

  @Option(
      names = "--examples",
      defaultValue = "2000",
      description = "most examples of a host in the pool (default: ${DEFAULT-VALUE})")
  private int examples;

  @Option(
      names = "--learner",
      defaultValue = "HISTOGRAM",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Learner learner;

  @Option(
      names = "--seed",
      description = "of everything that is drawn; tells what chance has a part in")
  private @Nullable Long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    TraceFiles targets = TraceFiles.in(traces);
    TraceFiles teachers = pool == null ? targets : TraceFiles.in(pool);
    Epochs wanted = Epochs.read(epochs);
    ForecasterSettings usual = learner.settings().forFleetOf(teachers.files().size(), examples);
    ForecasterSettings settings = seed == null ? usual : usual.withSeed(seed);
    var backtest = new Backtest(targets, teachers, holdOut, settings, examples);
    Scorecard card = new Scorecard();
    boolean scored = table || chart != null;
    try (ForecastFile file = out == null ? null : ForecastFile.create(out)) {
      backtest.run(
          wanted,
          made -> {
            if (file != null) {
              file.write(made);
            }
            if (scored) {
              card.add(made);
            }
          },
          line -> spec.commandLine().getErr().println(line));
    }
    if (table) {
      spec.commandLine().getOut().print(new ScoreTable(card).text());
      spec.commandLine().getOut().flush();
    }
    if (chart != null) {
      Files.writeString(chart, new FrontierChart(card).svg());
    }
    return 0;
  }
}
