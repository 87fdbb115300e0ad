package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.port.Tally;

/** Gives up on attempts whose device was silent for a lease, so that another device can try. */
final class ExpireLeases {

  private final Board board;
  private final UnitLedger ledger;
  private final Tally tally;

  ExpireLeases(Board board, UnitLedger ledger, Tally tally) {
    this.board = board;
    this.ledger = ledger;
    this.tally = tally;
  }

  void expireEnded(Step step) {
    for (LiveAttempt attempt : board.attempts().endedBy(step.now())) {
      expire(attempt, step);
    }
  }

  /** Ends one lease now; nothing happens to an attempt that is over. */
  void expire(LiveAttempt attempt, Step step) {
    ledger.endUnheard(
        attempt,
        job -> {
          ledger.lost(job, attempt, step);
          tally.lost();
        });
  }
}
