package io.idlegrid.worker.domain.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an engine must know of a group as a whole.
 *
 * @param limits of all its services together
 * @param services their names; each finds the others by them
 * @param volumes folders of the device by the volume's name
 */
public record GroupPlan(
    AttemptName attempt,
    UnitFolders folders,
    UnitLimits limits,
    List<String> services,
    Map<String, Path> volumes) {

  public GroupPlan {
    services = List.copyOf(services);
    volumes = Map.copyOf(volumes);
  }
}
