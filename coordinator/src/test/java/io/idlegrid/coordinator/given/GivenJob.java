package io.idlegrid.coordinator.given;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.job.ArtifactUse;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.ResultRule;
import io.idlegrid.coordinator.domain.job.RunRule;
import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Restart;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Service;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A batch of a thousand units, one core, 64 MiB and a minute each, retried three times.
 *
 * <pre>{@code
 * Job job = new GivenJob(1).units(10).runtime(Duration.ofSeconds(20)).at(now);
 * }</pre>
 */
public final class GivenJob {

  public static final Need USUAL_NEED =
      new Need(1, 64L << 20, 64L << 20, Optional.of(Duration.ofMinutes(1)), Duration.ofMinutes(5));

  private static final Policy USUAL_POLICY =
      new Policy(3, Optional.empty(), 1, 0, Placement.WINDOW, 0, Duration.ofHours(1));

  private final JobId id;
  private long units = 1_000;
  private Need need = USUAL_NEED;
  private Optional<String> where = Optional.empty();
  private List<DeviceId> devices = List.of();
  private Policy policy = USUAL_POLICY;
  private ResultRule results = new ResultRule("out/**", ResultRule.Merge.CONCAT, List.of());

  /** Tells jobs apart; a lower number was submitted earlier. */
  public GivenJob(int number) {
    this.id = new JobId("j-%08d".formatted(number));
  }

  public GivenJob units(long many) {
    units = many;
    return this;
  }

  public GivenJob need(Need other) {
    need = other;
    return this;
  }

  /** What the submitter expects. */
  public GivenJob runtime(Duration expected) {
    return need(
        new Need(
            need.cpuCores(),
            need.memoryBytes(),
            need.diskBytes(),
            Optional.of(expected),
            need.timeLimit()));
  }

  public GivenJob memory(long bytes) {
    return need(
        new Need(need.cpuCores(), bytes, need.diskBytes(), need.runtime(), need.timeLimit()));
  }

  public GivenJob where(String condition) {
    where = Optional.of(condition);
    return this;
  }

  public GivenJob policy(Policy other) {
    policy = other;
    return this;
  }

  /** Runs on no other device than these. */
  public GivenJob on(DeviceId... named) {
    devices = List.of(named);
    return this;
  }

  public GivenJob quorum(int agreeing) {
    return policy(
        new Policy(
            policy.retries(),
            policy.deadline(),
            agreeing,
            policy.priority(),
            policy.placement(),
            policy.failedUnits(),
            policy.offlineGrace()));
  }

  public GivenJob placed(Placement placement) {
    return placed(placement, policy.priority());
  }

  public GivenJob placed(Placement placement, int priority) {
    return policy(
        new Policy(
            policy.retries(),
            policy.deadline(),
            policy.quorum(),
            priority,
            placement,
            policy.failedUnits(),
            policy.offlineGrace()));
  }

  private Optional<ImageUse> image = Optional.empty();
  private List<ArtifactUse> artifacts = List.of();
  private boolean checkpoints;
  private Optional<ServiceGroup> group = Optional.empty();

  public GivenJob results(ResultRule other) {
    results = other;
    return this;
  }

  /** Its units keep checkpoints. */
  public GivenJob checkpointing() {
    checkpoints = true;
    return this;
  }

  /** Every unit gets the same code. */
  public GivenJob code(String sha256) {
    artifacts = List.of(new ArtifactUse("code", sha256, 1, true));
    return this;
  }

  public GivenJob image(ImageUse use) {
    image = Optional.of(use);
    return this;
  }

  /** Its units are replicas of a group of one service, which does not end. */
  public GivenJob service(int replicas) {
    ImageVariant variant =
        new ImageVariant("arm64", "linux", "b".repeat(64), "c".repeat(64), 1, 1 << 20);
    Service web =
        new Service(
            "web",
            new ImageUse("web", "a".repeat(64), List.of(variant)),
            List.of(),
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Restart.NEVER,
            8,
            1,
            64 << 20);
    group = Optional.of(new ServiceGroup(List.of(web), List.of(), replicas));
    return this;
  }

  /** The job as it was submitted then. */
  public Job at(Instant submitted) {
    RunRule run =
        new RunRule(
            List.of("run"),
            RunRule.EngineChoice.ANY,
            image.map(ImageUse::reference),
            Map.of(),
            false,
            Optional.empty(),
            checkpoints);
    JobSpec spec =
        new JobSpec(
            group.isPresent() ? "service" : "batch",
            "job " + id,
            Map.of(),
            run,
            artifacts,
            new SplitPlan.Range(0, units, 1),
            need,
            where,
            devices,
            policy,
            results,
            image,
            group);
    return new Job(id, "me", submitted, spec);
  }
}
