package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Devices as they are shown to people. */
final class ShowDevices {

  private final Board board;
  private final OverlookGrid overlook;

  ShowDevices(Board board, OverlookGrid overlook) {
    this.board = board;
    this.overlook = overlook;
  }

  /** Some devices, of those that there are. */
  List<SeatView> some(Collection<DeviceId> some) {
    return some.stream().map(board::seat).flatMap(Optional::stream).map(this::view).toList();
  }

  /** Every device, or one. */
  List<SeatView> all(Optional<DeviceId> only) {
    return board.seats().stream()
        .filter(seat -> only.map(id -> seat.device().id().equals(id)).orElse(true))
        .map(this::view)
        .toList();
  }

  private SeatView view(Seat seat) {
    return new SeatView(
        seat.device(),
        seat.standing(),
        overlook.state(seat),
        seat.condition(),
        seat.lastSeen(),
        seat.promises().record(),
        board.attempts().of(seat.device().id()).stream()
            .filter(live -> live.state().isLive())
            .flatMap(live -> held(live).stream())
            .toList(),
        seat.harm(),
        List.copyOf(seat.images().values()),
        seat.mirror());
  }

  private Optional<SeatView.Held> held(LiveAttempt live) {
    return board
        .job(live.id().unit().job())
        .map(
            job ->
                new SeatView.Held(
                    live.id(),
                    live.grantedAt(),
                    live.phases(),
                    live.phase(),
                    live.active(),
                    job.job().account(),
                    job.job().spec().name()));
  }
}
