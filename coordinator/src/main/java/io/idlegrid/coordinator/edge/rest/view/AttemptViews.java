package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.attempt.PhaseStart;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.flow.SeatView;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.EndedAttemptView;
import java.time.Duration;
import java.util.List;

/** Attempts of a device, under way and over, as the records that travel. */
public final class AttemptViews {

  private AttemptViews() {}

  /** An attempt that is over, as far as an account may see it. */
  public static EndedAttemptView ended(EndedAttempt ended, Device device, Caller.User watcher) {
    boolean forWhom = maySee(ended.account(), device, watcher);
    return new EndedAttemptView(
        ended.number(),
        ended.attempt().unit().job().value(),
        ended.attempt().unit().index(),
        forWhom ? ended.account() : null,
        forWhom ? ended.jobName() : null,
        ended.grantedAt(),
        ended.endedAt(),
        ended.end(),
        forWhom ? ended.detail() : null,
        seconds(ended.active()),
        seconds(ended.cpu()),
        phases(ended.phases()));
  }

  /**
   * An attempt that a device holds, as far as an account may see it.
   *
   * @param isWhole with its phases
   */
  static DeviceView.HeldAttempt held(
      SeatView.Held held, Device device, Caller.User watcher, boolean isWhole) {
    boolean forWhom = maySee(held.account(), device, watcher);
    return new DeviceView.HeldAttempt(
        held.attempt().unit().job().value(),
        held.attempt().unit().index(),
        held.phase(),
        seconds(held.active()),
        held.grantedAt(),
        forWhom ? held.account() : null,
        forWhom ? held.jobName() : null,
        isWhole ? phases(held.phases()) : null);
  }

  /** For whom something runs is told to the device's owner, to them, and to who may see all. */
  private static boolean maySee(String account, Device device, Caller.User watcher) {
    return watcher.mayTouch(device.owner(), Right.SEE_ALL_JOBS)
        || watcher.mayTouch(account, Right.SEE_ALL_JOBS);
  }

  private static List<EndedAttemptView.Phase> phases(List<PhaseStart> phases) {
    return phases.stream()
        .map(each -> new EndedAttemptView.Phase(each.phase(), each.at()))
        .toList();
  }

  private static double seconds(Duration span) {
    return span.toMillis() / 1000.0;
  }
}
