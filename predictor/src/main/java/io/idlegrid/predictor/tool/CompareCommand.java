package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.tool.compare.Comparison;
import io.idlegrid.predictor.tool.day.EmbeddedHost;
import io.idlegrid.predictor.tool.day.HostDay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forecast compare}: why a shuffled cross-validation of load says nothing. */
@Command(
    name = "compare",
    description = {
      "Compares the seven regressors of the published GBRT scheduler on a generated day of four",
      "embedded hosts, under shuffled 10-fold cross-validation and walking forward."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CompareCommand implements Callable<Integer> {
  private static final double STEP = 2;
  private static final int MOST_APART = 120;

  @Option(
      names = "--every",
      defaultValue = "10",
      description =
          "a row each so many seconds, 2 to 120; 2 takes all 43,200 (default: ${DEFAULT-VALUE})")
  private int every;

  @Option(names = "--seed", defaultValue = "1", description = "of the generated day")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (every < STEP || every > MOST_APART) {
      throw new ParameterException(spec.commandLine(), "--every lies within 2 and 120 seconds");
    }
    List<HostDay> hosts = new ArrayList<>();
    for (EmbeddedHost host : EmbeddedHost.values()) {
      hosts.add(host.days(1, STEP, seed));
    }
    String table =
        new Comparison(every, seed).run(hosts, line -> spec.commandLine().getErr().println(line));
    spec.commandLine().getOut().print(table);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
