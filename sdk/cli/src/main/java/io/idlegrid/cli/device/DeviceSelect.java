package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.SpanConverter;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.job.JobFile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "select",
    description = {
      "Recommends devices for a need: which could take it now, the best first, and why.",
      "Says of the others why not. With -q, only the ids: paste them into a job's spec.devices."
    })
final class DeviceSelect extends GridCommand {

  @Option(names = "--cpu", paramLabel = "CORES", description = "Cores; 1 by default.")
  private double cpu = 1;

  @Option(names = "--memory", paramLabel = "SIZE", description = "Memory, such as 256MiB.")
  private @Nullable String memory;

  @Option(names = "--disk", paramLabel = "SIZE", description = "Disk, such as 1GiB.")
  private @Nullable String disk;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = SpanConverter.class,
      description = "For how long, such as 10m; 5m by default.")
  private Duration span = Duration.ofMinutes(5);

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "How many devices; all that are able by default.")
  private @Nullable Integer count;

  @Option(
      names = "--where",
      paramLabel = "CEL",
      description = "Only devices that meet this condition, as in a job file.")
  private @Nullable String where;

  DeviceSelect(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    String time = span.toMillis() + "ms";
    DeviceSelection selection =
        api()
            .post(
                DevicePaths.DEVICES + "/select",
                new DeviceSelection.Need(
                    new JobFile.Resources(cpu, memory, disk, time, time), where, count),
                DeviceSelection.class);
    List<String> ids = selection.picks().stream().map(DeviceSelection.Pick::device).toList();
    answer(new Answer(selection, ids, paint -> SelectionText.text(selection, paint)));
    return ExitCode.DONE;
  }
}
