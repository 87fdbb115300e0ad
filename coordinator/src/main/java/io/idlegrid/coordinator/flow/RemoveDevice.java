package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.List;
import java.util.Optional;

/**
 * Takes a device out of the grid for good: what it ran goes back at once, what was learnt of it is
 * forgotten, what it did stays on the books.
 */
final class RemoveDevice {

  private static final String REASON = "the device was removed from the grid";

  private final Board board;
  private final UnitLedger ledger;
  private final KeepHistory history;
  private final ForecastSource forecasts;
  private final LiveFeed feed;

  RemoveDevice(
      Board board,
      UnitLedger ledger,
      KeepHistory history,
      ForecastSource forecasts,
      LiveFeed feed) {
    this.board = board;
    this.ledger = ledger;
    this.history = history;
    this.forecasts = forecasts;
    this.feed = feed;
  }

  /** A device that waits for approval is refused: nothing is left of it. False if it is not one. */
  boolean refuse(DeviceId device, Step step) {
    boolean waits = board.seat(device).map(seat -> seat.device().isPending()).orElse(false);
    if (waits) {
      board.remove(device);
      step.changes().expel(device);
      step.changes().afterwards(() -> feed.deviceChanged(device));
    }
    return waits;
  }

  /** Removes a device; empty when it is none. */
  Optional<FormerDevice> remove(DeviceId device, String by, Step step) {
    return board.seat(device).map(seat -> remove(seat, by, step));
  }

  private FormerDevice remove(Seat seat, String by, Step step) {
    DeviceId device = seat.device().id();
    RemovedDevice removed = RemovedDevice.of(seat.device(), step.now(), by);
    board.attempts().of(device).forEach(attempt -> giveBack(attempt, step));
    history.forget(seat, step);
    takeFromPlaced(device, step);
    board.remove(device);
    board.removed().add(removed, seat.standing());
    forecasts.forget(device);
    step.changes().expel(device);
    step.changes().also().put(Table.REMOVED, Table.key(device), removed);
    step.changes().afterwards(() -> feed.deviceChanged(device));
    return new FormerDevice(removed, seat.standing());
  }

  /** Nobody is to blame: another device has the unit at once, and it loses no try. */
  private void giveBack(LiveAttempt attempt, Step step) {
    ledger.endUnheard(
        attempt,
        job -> {
          ledger.badEnd(
              job,
              attempt.id(),
              attempt.device(),
              Outcome.returned(REASON, attempt.active()),
              attempt.behind(),
              step);
          feed.jobChanged(job.id());
        });
  }

  private void takeFromPlaced(DeviceId device, Step step) {
    for (PlacedImage placed : List.copyOf(board.placed().values())) {
      if (!placed.devices().contains(device)) {
        continue;
      }
      PlacedImage left = placed.without(device);
      if (left.devices().isEmpty()) {
        board.placed().remove(placed.key());
        step.changes().also().remove(Table.PLACED, placed.key());
      } else {
        board.placed().put(placed.key(), left);
        step.changes().also().put(Table.PLACED, placed.key(), left);
      }
    }
  }
}
