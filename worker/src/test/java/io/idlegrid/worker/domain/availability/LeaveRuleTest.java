package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.availability.LeaveRule.Candidate;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LeaveRuleTest {

  private static final LeaveRule RULE = new LeaveRule(Duration.ofMinutes(5));

  @Test
  void whoStoodStillForLongerThanThePolicyLeavesTheLongestFirst() {
    assertEquals(OptionalInt.of(1), choose(false, frozen(301, 10), frozen(400, 5), frozen(10, 99)));
    assertEquals(OptionalInt.of(0), choose(false, frozen(300, 10)));
  }

  @Test
  void nobodyLeavesBefore() {
    assertEquals(OptionalInt.empty(), choose(false, frozen(299, 10), running(99)));
    assertEquals(OptionalInt.empty(), choose(false));
  }

  @Test
  void underMemoryPressureTheLargestLeavesFrozenOrNot() {
    assertEquals(OptionalInt.of(1), choose(true, frozen(400, 10), running(20), frozen(0, 15)));
  }

  @Test
  void withoutPatienceWhoeverRunsLeavesAtOnce() {
    assertEquals(
        OptionalInt.of(0),
        new LeaveRule(Duration.ZERO).choose(List.of(running(20), running(10)), false));
  }

  @Test
  void oneAfterTheOther() {
    Candidate leaving = new Candidate(true, Duration.ZERO, true, 50);

    assertEquals(OptionalInt.empty(), choose(true, frozen(400, 10), leaving));
  }

  @Test
  void whatDoesNotRunHasNothingToLeaveWith() {
    Candidate fetching = new Candidate(false, Duration.ZERO, false, 50);

    assertEquals(OptionalInt.empty(), choose(true, fetching));
  }

  private static OptionalInt choose(boolean isMemoryShort, Candidate... attempts) {
    return RULE.choose(List.of(attempts), isMemoryShort);
  }

  private static Candidate frozen(int seconds, long memory) {
    return new Candidate(true, Duration.ofSeconds(seconds), false, memory);
  }

  private static Candidate running(long memory) {
    return new Candidate(true, Duration.ZERO, false, memory);
  }
}
