package io.idlegrid.predictor.tool;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forecast bench}: what a fit and a forecast cost, and what a device takes. */
@Command(
    name = "bench",
    description = "Measures fit time, time of one forecast, and bytes per device.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BenchCommand implements Callable<Integer> {

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "fits of which the median is taken (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(names = "--no-baseline", description = "do not fit with Smile for comparison")
  private boolean noBaseline;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (runs < 1) {
      throw new ParameterException(spec.commandLine(), "--runs must be at least 1");
    }
    var bench = new Bench(runs, !noBaseline);
    bench.run(
        line -> {
          spec.commandLine().getOut().println(line);
          spec.commandLine().getOut().flush();
        });
    return 0;
  }
}
