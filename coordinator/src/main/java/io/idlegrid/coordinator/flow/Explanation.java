package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.domain.unit.PastAttempt;
import java.time.Duration;
import java.util.List;

/** Why units wait. */
public sealed interface Explanation {

  /**
   * Why a job's units wait, in counts and examples.
   *
   * @param devices devices looked at
   * @param ready devices that could take a unit now
   * @param vetoes reasons of the others, the most frequent first; a device counts once, under the
   *     first of its reasons
   */
  record OfJob(JobId job, long waiting, long running, int devices, int ready, List<Count> vetoes)
      implements Explanation {
    public OfJob {
      vetoes = List.copyOf(vetoes);
    }
  }

  /** How many devices have a reason, and some of them. */
  record Count(Reason reason, int devices, List<Example> examples) {
    public Count {
      examples = List.copyOf(examples);
    }
  }

  /** A device and its veto. */
  record Example(DeviceId device, String name, String detail) {}

  /**
   * Why one unit waits: every device's vetoes, and what became of its attempts.
   *
   * @param state {@code ready}, {@code running}, {@code done}, {@code failed}, {@code resting} or
   *     {@code not reached}
   */
  record OfUnit(
      JobId job,
      long unit,
      String state,
      List<DeviceVetoes> devices,
      List<Running> running,
      List<PastAttempt> past)
      implements Explanation {
    public OfUnit {
      devices = List.copyOf(devices);
      running = List.copyOf(running);
      past = List.copyOf(past);
    }
  }

  /** All vetoes of a device; none if it could take the unit. */
  record DeviceVetoes(DeviceId device, String name, List<Veto> vetoes) {
    public DeviceVetoes {
      vetoes = List.copyOf(vetoes);
    }
  }

  /** An attempt under way. */
  record Running(DeviceId device, String phase, Duration active) {}
}
