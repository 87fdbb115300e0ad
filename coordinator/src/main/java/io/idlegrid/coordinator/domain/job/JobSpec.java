package io.idlegrid.coordinator.domain.job;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as the grid understands it: checked, with every reference resolved. Never changes.
 *
 * @param type {@code batch} or {@code inference}
 * @param devices the only devices that may run it; empty for all
 * @param where CEL condition over the device, already compiled once
 * @param image the image that units run in, as it was at submission
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
    Optional<ImageUse> image) {

  public JobSpec {
    labels = Map.copyOf(labels);
    artifacts = List.copyOf(artifacts);
    devices = List.copyOf(devices);
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
