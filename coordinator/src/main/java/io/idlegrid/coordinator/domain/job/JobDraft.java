package io.idlegrid.coordinator.domain.job;

import io.idlegrid.coordinator.domain.split.SplitRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job file that was read and makes sense by itself; nothing it refers to was looked at yet.
 *
 * @param run absent only for inference, which brings its own command
 * @param devices names or ids
 */
public record JobDraft(
    String type,
    String name,
    Map<String, String> labels,
    Optional<RunRule> run,
    Optional<ArtifactRef> code,
    Map<String, ArtifactRef> artifacts,
    Optional<ArtifactRef> source,
    SplitRule split,
    Optional<InferenceRule> inference,
    Need need,
    Optional<String> where,
    List<String> devices,
    Policy policy,
    ResultRule results) {

  public JobDraft {
    labels = Map.copyOf(labels);
    artifacts = Map.copyOf(artifacts);
    devices = List.copyOf(devices);
  }
}
