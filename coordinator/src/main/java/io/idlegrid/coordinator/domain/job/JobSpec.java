package io.idlegrid.coordinator.domain.job;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Service;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job as the grid understands it: checked, with every reference resolved. Never changes.
 *
 * @param type {@code batch}, {@code inference} or {@code service}
 * @param devices the only devices that may run it; empty for all
 * @param where CEL condition over the device, already compiled once
 * @param image the image that units run in, as it was at submission
 * @param group services that each unit consists of; only for {@code service}
 */
public record JobSpec(
    String type,
    String name,
    Map<String, String> labels,
    RunRule run,
    List<ArtifactUse> artifacts,
    SplitPlan plan,
    Need need,
    Optional<String> where,
    List<DeviceId> devices,
    Policy policy,
    ResultRule results,
    Optional<ImageUse> image,
    Optional<ServiceGroup> group) {

  public JobSpec {
    labels = Map.copyOf(labels);
    artifacts = List.copyOf(artifacts);
    devices = List.copyOf(devices);
  }

  /** Images that a device needs for a unit. */
  public List<ImageUse> images() {
    return Stream.concat(
            image.stream(),
            group.stream().flatMap(each -> each.services().stream()).map(Service::image))
        .distinct()
        .toList();
  }

  /** Whether its units run until they are stopped. */
  public boolean isEndless() {
    return group.isPresent();
  }

  /** How long a device is to stay idle for a replica of what has no end, each time it is asked. */
  public Duration stay() {
    Duration said = need.expectedRuntime();
    return said.compareTo(ServiceGroup.LEAST_STAY) < 0 ? ServiceGroup.LEAST_STAY : said;
  }

  /** Whether a unit can be asked to leave a device at any time, and goes on elsewhere. */
  public boolean canMove() {
    return run.checkpoints() || isEndless();
  }

  /** Index of the unit that runs the merge program: the one after the last. */
  public long mergeUnit() {
    return plan.units();
  }

  /** All units, the merge unit included. */
  public long allUnits() {
    return plan.units() + (hasMergeProgram() ? 1 : 0);
  }

  /** Whether a merge program runs as a last unit. */
  public boolean hasMergeProgram() {
    return results.merge() == ResultRule.Merge.PROGRAM;
  }
}
