package io.idlegrid.predictor.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PromiseLedgerTest {
  private final PromiseLedger ledger = new PromiseLedger(1e9);

  @Test
  void countsConflictsAmongStartsAndHarvestAmongIdleSpans() {
    judge(60, .995, true);
    judge(2, .995, false);
    judge(20, .5, true);
    judge(18, .5, false);

    PromiseLedger.Account account = ledger.account();

    assertEquals(2 / 62.0, account.conflictRate(), 1e-6);
    assertEquals(60 / 80.0, account.harvestedShare(), 1e-6);
    assertEquals(.62, account.promisedConflicts(), 1e-6);
  }

  @Test
  void aPromiseThatHoldsRaisesNoAlarm() {
    judge(9900, .995, true);
    judge(100, .995, false);

    assertFalse(ledger.account().promiseBroken());
  }

  @Test
  void threeTimesThePromisedConflictsRaiseAnAlarm() {
    judge(9700, .995, true);
    judge(300, .995, false);

    assertTrue(ledger.account().promiseBroken());
  }

  @Test
  void coverageIsTheShareWithinTheBand() {
    for (int peak = 1; peak <= 100; peak++) {
      ledger.cover(95, peak);
    }

    assertEquals(.95, ledger.account().coverage(), 1e-6);
  }

  private void judge(int times, double probability, boolean idle) {
    for (int i = 0; i < times; i++) {
      ledger.judge(probability, .01, idle);
    }
  }
}
