package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.ResultRule;
import io.idlegrid.coordinator.domain.job.RunRule;
import io.idlegrid.coordinator.domain.service.ServiceDraft;
import io.idlegrid.coordinator.domain.service.ServiceDraft.Part;
import io.idlegrid.coordinator.domain.service.ServiceDraft.Placed;
import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Service;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Volume;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.flow.port.GridStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a job of a group of services: its units are the replicas, each an attempt on a device as
 * long as the device is idle, and then an attempt on another one.
 */
public final class SubmitService {

  public static final String TYPE = "service";

  /** For what services write beside their volumes. */
  private static final long SCRATCH_BYTES = 64L << 20;

  /** For what an engine runs besides, to hold the group together. */
  private static final long KEEPER_BYTES = 8L << 20;

  /** It runs until somebody stops it. */
  private static final Duration ENDLESS = Duration.ofDays(36_500);

  /** Ends in a row that are a replica's own doing before it rests in between. */
  private static final int TRIES = 20;

  private final FindImage images;
  private final SubmitJob jobs;

  public SubmitService(GridStore store, SubmitJob jobs) {
    this.images = new FindImage(store);
    this.jobs = jobs;
  }

  /**
   * Prepares a draft.
   *
   * @param account whose images it may use
   * @throws RefusedException when it refers to what is not there
   */
  public SubmitJob.Prepared prepare(ServiceDraft draft, String account, Fleet fleet) {
    draft.where().ifPresent(where -> jobs.requireSound(where.value(), where.place()));
    ServiceGroup group =
        new ServiceGroup(
            draft.services().stream().map(part -> service(part, account)).toList(),
            draft.volumes(),
            draft.replicas());
    JobSpec spec =
        new JobSpec(
            TYPE,
            draft.name(),
            Map.of(),
            // Engines run the group; there is no command of a unit.
            new RunRule(
                List.of(TYPE),
                RunRule.EngineChoice.ANY,
                Optional.empty(),
                Map.of(),
                false,
                Optional.empty(),
                false),
            List.of(),
            new SplitPlan.Range(0, ServiceGroup.MOST_REPLICAS, 1),
            need(draft),
            draft.where().map(Placed::value),
            draft
                .devices()
                .map(names -> SubmitJob.named(names.value(), fleet, account, names.place()))
                .orElse(List.of()),
            policy(),
            new ResultRule("out/**", ResultRule.Merge.NONE, List.of()),
            Optional.empty(),
            Optional.of(group));
    return new SubmitJob.Prepared(spec, 0);
  }

  private Service service(Part part, String account) {
    return new Service(
        part.name(),
        images.find(part.image(), account, part.place()),
        part.entrypoint(),
        part.command(),
        part.env(),
        part.mounts(),
        part.dependsOn(),
        part.health(),
        part.restart(),
        part.mostRestarts(),
        part.cpuCores(),
        part.memoryBytes());
  }

  private static Need need(ServiceDraft draft) {
    return new Need(
        draft.services().stream().mapToDouble(Part::cpuCores).sum(),
        draft.services().stream().mapToLong(Part::memoryBytes).sum() + KEEPER_BYTES,
        draft.volumes().stream().mapToLong(Volume::bytes).sum() + SCRATCH_BYTES,
        Optional.of(draft.minimum()),
        ENDLESS);
  }

  /** A device out of reach loses its replica at once: another one runs it then. */
  private static Policy policy() {
    return new Policy(TRIES, Optional.empty(), 1, 0, Placement.SPREAD, 0, Duration.ZERO);
  }
}
