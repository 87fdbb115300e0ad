package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.Learner;
import io.idlegrid.predictor.tool.replay.Backtest;
import io.idlegrid.predictor.tool.replay.ForecastFile;
import io.idlegrid.predictor.tool.score.FrontierChart;
import io.idlegrid.predictor.tool.score.ScoreTable;
import io.idlegrid.predictor.tool.score.Scorecard;
import io.idlegrid.predictor.tool.trace.Epochs;
import io.idlegrid.predictor.tool.trace.TraceException;
import io.idlegrid.predictor.tool.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forecast backtest}: forecasts recorded hosts as if they were live. */
@Command(
    name = "backtest",
    description = "Forecasts recorded hosts walking forward, and scores the forecasts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BacktestCommand implements Callable<Integer> {

  private static final int MOST_EXAMPLES = 100_000;

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
      description =
          "most examples of a host in the pool (default: what a grid's pool holds of as many)")
  private @Nullable Integer examples;

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
    requireSense();
    TraceFiles targets = TraceFiles.in(traces);
    TraceFiles teachers = pool == null ? targets : TraceFiles.in(pool);
    Epochs wanted = Epochs.read(epochs);
    requireTraces(wanted, targets);
    requirePlace(out, targets, teachers);
    requirePlace(chart, targets, teachers);
    int hosts = teachers.files().size();
    int each = examples == null ? Math.max(1, learner.settings().poolCapacity() / hosts) : examples;
    ForecasterSettings usual = learner.settings().forFleetOf(hosts, each);
    ForecasterSettings settings = seed == null ? usual : usual.withSeed(seed);
    var backtest = new Backtest(targets, teachers, holdOut, settings, each);
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
      if (file != null) {
        file.finish();
      }
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

  private void requireSense() {
    if (out == null && chart == null && !table) {
      throw new ParameterException(
          spec.commandLine(), "nothing is asked for: give --out, --table or --chart");
    }
    if (examples != null && (examples < 1 || examples > MOST_EXAMPLES)) {
      throw new ParameterException(
          spec.commandLine(), "--examples lies within 1 and " + MOST_EXAMPLES);
    }
  }

  private void requireTraces(Epochs wanted, TraceFiles targets) throws TraceException {
    Set<String> unknown = new TreeSet<>(wanted.byDevice().keySet());
    targets.files().forEach(file -> unknown.remove(TraceFiles.device(file)));
    if (unknown.size() == wanted.byDevice().size()) {
      throw new TraceException(
          epochs,
          "none of its devices has a trace in " + traces,
          "one of them is " + first(unknown));
    }
    if (!unknown.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              unknown.size()
                  + " devices have no trace and are left out, such as "
                  + first(unknown));
    }
  }

  private static String first(Set<String> names) {
    return names.iterator().next();
  }

  /** Known at once rather than after an hour. */
  private void requirePlace(@Nullable Path file, TraceFiles targets, TraceFiles teachers)
      throws IOException {
    if (file == null) {
      return;
    }
    for (Path input :
        Stream.of(List.of(epochs), targets.files(), teachers.files())
            .flatMap(List::stream)
            .toList()) {
      if (Files.exists(file) && Files.isSameFile(file, input)) {
        throw new ParameterException(
            spec.commandLine(), file + " is read, and would be written over");
      }
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isWritable(parent) || Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "no file can be made there");
    }
  }
}
