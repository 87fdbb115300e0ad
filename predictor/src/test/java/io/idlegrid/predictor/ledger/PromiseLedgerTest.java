package io.idlegrid.predictor.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PromiseLedgerTest {

  @Test
  void countsConflictsAmongStartsOnly() {
    var ledger = new PromiseLedger(1e9);

    judge(ledger, 60, .995, true);
    judge(ledger, 2, .995, false);
    judge(ledger, 20, .5, true);
    judge(ledger, 18, .5, false);

    assertEquals(62, ledger.account().started(), 1e-3);
    assertEquals(2 / 62.0, ledger.account().conflictRate(), 1e-6);
  }

  @Test
  void whatIsLongPastCountsForLittle() {
    var ledger = new PromiseLedger(10);

    judge(ledger, 100, .995, false);
    judge(ledger, 10, .995, true);

    assertEquals(.5, ledger.account().conflictRate(), .01);
  }

  private static void judge(PromiseLedger ledger, int times, double probability, boolean idle) {
    for (int i = 0; i < times; i++) {
      ledger.judge(probability, .01, idle);
    }
  }
}
