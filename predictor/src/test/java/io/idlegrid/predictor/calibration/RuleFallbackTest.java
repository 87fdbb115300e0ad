package io.idlegrid.predictor.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.rule.SimpleRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleFallbackTest {
  private static final SimpleRule.Recent QUIET = new SimpleRule.Recent(5, 40, 2, 10, 60);
  private static final SimpleRule.Recent BUSY = new SimpleRule.Recent(50, 60, 40, 10, 60);
  private static final long SPACING = 150_000;
  private static final int QUARTER_HOUR = 2;

  private final RuleFallback fallback = new RuleFallback();
  private long at;

  @Test
  void aRuleIsSilentUntilItsRiskIsMeasured() {
    judge(200, 25, false, QUIET, true);
    double early = fallback.words(QUIET).probability(QUARTER_HOUR, 25);
    judge(400, 25, false, QUIET, true);

    assertEquals(0, early);
    double word = fallback.words(QUIET).probability(QUARTER_HOUR, 25);
    assertTrue(word >= .99 && word < .999, () -> "" + word);
    assertEquals(List.of("peak of the last hour"), fallback.words(QUIET).rules());
  }

  @Test
  void aRuleSpeaksOnlyWhereItExpectsQuietAndOnlyForItsHorizon() {
    judge(800, 25, false, QUIET, true);

    assertEquals(0, fallback.words(BUSY).probability(QUARTER_HOUR, 25));
    assertEquals(0, fallback.words(QUIET).probability(QUARTER_HOUR, 10));
    assertEquals(0, fallback.words(QUIET).probability(QUARTER_HOUR + 1, 25));
  }

  @Test
  void conflictsSilenceARule() {
    judge(800, 25, false, QUIET, true);

    judge(12, 25, false, QUIET, false);

    assertEquals(0, fallback.words(QUIET).probability(QUARTER_HOUR, 25));
    assertTrue(fallback.words(QUIET).rules().isEmpty());
  }

  @Test
  void treesThatStartAsMuchAreLeftToSpeak() {
    judge(800, 25, true, QUIET, true);

    assertTrue(fallback.words(QUIET).rules().isEmpty());
  }

  @Test
  void aWordNeverFallsWhenTheThresholdRises() {
    judge(800, 25, false, QUIET, true);
    judge(800, 50, false, QUIET, true);
    judge(9, 75, false, QUIET, false);

    double before = 0;
    for (double threshold = 0; threshold <= 100; threshold += .5) {
      double word = fallback.words(QUIET).probability(QUARTER_HOUR, threshold);
      assertTrue(word >= before);
      before = word;
    }
    assertTrue(before >= .99);
  }

  @Test
  void comesBackFromBytes() throws Exception {
    judge(700, 25, false, QUIET, true);
    var bytes = new ByteArrayOutputStream();
    fallback.write(new DataOutputStream(bytes));

    RuleFallback read =
        RuleFallback.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertEquals(
        fallback.words(QUIET).probability(QUARTER_HOUR, 25),
        read.words(QUIET).probability(QUARTER_HOUR, 25));
  }

  private void judge(
      int times, double threshold, boolean treesStart, SimpleRule.Recent recent, boolean idle) {
    for (int i = 0; i < times; i++) {
      at += SPACING;
      fallback.learn(QUARTER_HOUR, threshold, at, treesStart, recent, idle);
    }
  }
}
