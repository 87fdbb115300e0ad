package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.HarmSum;
import io.idlegrid.coordinator.domain.image.MirrorState;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.Seat;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts everything once: a walk over devices and jobs that copies nothing. */
final class OverlookGrid {

  private final Board board;

  OverlookGrid(Board board) {
    this.board = board;
  }

  Overview overview(Instant now) {
    Map<SeatState, Integer> devices = new EnumMap<>(SeatState.class);
    double creditSeconds = board.removed().creditSeconds();
    long validated = board.removed().validated();
    PromiseTally promises = PromiseTally.NONE;
    int broken = 0;
    HarmSum harm = HarmSum.NONE;
    int tellingHarm = 0;
    int staleLayers = 0;
    for (Seat seat : board.seats()) {
      devices.merge(state(seat), 1, Integer::sum);
      if (seat.device().isPending()) {
        continue; // It says what it likes until somebody vouches for it.
      }
      creditSeconds += seat.standing().creditSeconds();
      validated += seat.standing().validated();
      promises = promises.plus(seat.promises().lately(now));
      broken += seat.promises().record().alarm().isBroken() ? 1 : 0;
      Optional<HarmSum> today = seat.harm().today(now);
      harm = today.map(harm::plus).orElse(harm);
      tellingHarm += today.isPresent() ? 1 : 0;
      staleLayers += seat.isConnected() ? seat.mirror().map(MirrorState::stale).orElse(0) : 0;
    }
    long running = 0;
    long done = 0;
    long failed = 0;
    long units = 0;
    for (ActiveJob job : board.jobs()) {
      running += job.running();
      done += job.done();
      failed += job.failed();
      units += job.units();
    }
    return new Overview(
        devices,
        board.jobs().size(),
        Math.max(0, units - running - done - failed),
        running,
        done,
        failed,
        creditSeconds,
        validated,
        promises,
        broken,
        harm,
        tellingHarm,
        staleLayers);
  }

  /** What a device is doing. */
  SeatState state(Seat seat) {
    return SeatState.of(
        seat.isConnected(),
        seat.device().duty(),
        seat.condition(),
        board.attempts().isBusy(seat.device().id()));
  }
}
