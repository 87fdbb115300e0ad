package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.Seat;

/**
 * Tells devices when the hours begin and end in which their owners lend them, and when a pause is
 * over.
 */
final class KeepHours {

  private final Board board;

  KeepHours(Board board) {
    this.board = board;
  }

  void keep(Step step) {
    for (Seat seat : board.seats()) {
      Device device = seat.device();
      boolean isPauseOver = device.isPauseOver(step.now());
      if (isPauseOver) {
        seat.device(device.withDuty(Duty.LEND));
        step.changes().device(seat.device());
      }
      if ((isPauseOver || device.hours().isPresent()) && seat.tellDuty(step.now())) {
        board.seatChanged(device.id());
      }
    }
  }
}
