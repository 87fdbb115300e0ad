package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.HostSource;
import io.idlegrid.worker.domain.availability.HostState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** How this device is now. */
public final class LinuxHost implements HostSource {

  private final Path meminfo;
  private final Path workspace;
  private final Sensors sensors;

  /**
   * @param meminfo {@code /proc/meminfo} of the device
   * @param workspace a folder of the file system where attempts work
   */
  public LinuxHost(Path meminfo, Path workspace, Sensors sensors) {
    this.meminfo = meminfo;
    this.workspace = workspace;
    this.sensors = sensors;
  }

  @Override
  public HostState read() throws IOException {
    OptionalDouble celsius = sensors.celsius();
    return new HostState(
        MemInfo.read(meminfo).availableBytes(),
        Files.getFileStore(workspace).getUsableSpace(),
        celsius.isPresent() ? celsius.getAsDouble() : null,
        sensors.battery().orElse(null));
  }
}
