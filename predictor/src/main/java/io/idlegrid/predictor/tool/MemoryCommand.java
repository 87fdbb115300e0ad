package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.tool.trace.Trace;
import io.idlegrid.predictor.tool.trace.TraceException;
import io.idlegrid.predictor.tool.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forecast memory}: what the rule for memory risks on recorded hosts. */
@Command(
    name = "memory",
    description = "Measures what the rule for memory in use risks on recorded hosts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class MemoryCommand implements Callable<Integer> {

  @Option(
      names = "--traces",
      required = true,
      description = "folder of <device>.csv[.gz] with a column t_seconds")
  private Path folder;

  @Option(
      names = "--percent",
      split = ",",
      defaultValue = "mem_percent",
      description = "columns that hold memory in use in percent (default: ${DEFAULT-VALUE})")
  private List<String> percents;

  @Option(
      names = "--share",
      split = ",",
      defaultValue = "mem_norm",
      description = "columns that hold it as a share of 1 (default: ${DEFAULT-VALUE})")
  private List<String> shares;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    TraceFiles traces = TraceFiles.in(folder);
    var trial = new MemoryTrial();
    for (Path file : traces.files()) {
      Optional<Trace> memory = read(file);
      if (memory.isPresent()) {
        trial.add(memory.get());
      }
    }
    if (trial.hosts() == 0) {
      throw new TraceException(
          folder,
          "no trace has a column " + percents + " or " + shares,
          "name the columns by --percent or --share");
    }
    spec.commandLine().getOut().print(trial.table());
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** Memory in use, where a trace tells it. */
  private Optional<Trace> read(Path file) throws IOException, TraceException {
    for (String column : percents) {
      if (TraceFiles.has(file, column)) {
        return Optional.of(TraceFiles.read(file, column, 1));
      }
    }
    for (String column : shares) {
      if (TraceFiles.has(file, column)) {
        return Optional.of(TraceFiles.read(file, column, 100));
      }
    }
    return Optional.empty();
  }
}
