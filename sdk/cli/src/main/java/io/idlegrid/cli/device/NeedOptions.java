package io.idlegrid.cli.device;

import io.idlegrid.cli.command.SpanConverter;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.job.JobFile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a device is needed for. */
public final class NeedOptions {

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
      names = "--where",
      paramLabel = "CEL",
      description = "Only devices that meet this condition, as in a job file.")
  private @Nullable String where;

  /**
   * Asks which devices suit it now, the best first.
   *
   * @param count how many; all that are able when absent
   * @param image name of an image that is to run there
   */
  public DeviceSelection select(GridApi api, @Nullable Integer count, @Nullable String image) {
    String time = span.toMillis() + "ms";
    return api.post(
        DevicePaths.DEVICES + "/select",
        new DeviceSelection.Need(
            new JobFile.Resources(cpu, memory, disk, time, time), where, count, image),
        DeviceSelection.class);
  }
}
