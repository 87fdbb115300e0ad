package io.idlegrid.worker.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.run.Standstill.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandstillTest {

  private static final long LOOK = Duration.ofMillis(500).toNanos();

  private Standstill standstill = Standstill.ordered(Duration.ofSeconds(7), 0);
  private Duration used = Duration.ofSeconds(7);
  private long now;

  @Test
  void whatUsesNothingStandsStill() {
    assertEquals(List.of(Verdict.STILL, Verdict.STILL), looks(2, Duration.ZERO));
  }

  @Test
  void theEndOfASystemCallIsNoRunning() {
    assertEquals(List.of(Verdict.STILL), looks(1, Duration.ofMillis(20)));
    assertEquals(List.of(Verdict.STILL), looks(1, Duration.ZERO));
  }

  @Test
  void whatUsesCpuTimeRuns() {
    assertEquals(List.of(Verdict.RUNS), looks(1, Duration.ofMillis(21)));
  }

  @Test
  void betweenTwoLooksNothingIsJudged() {
    Standstill.Step step = standstill.look(used.plusSeconds(1), LOOK - 1);

    assertEquals(new Standstill.Step(standstill, Verdict.STILL), step);
  }

  @Test
  void whatRunsOnForTenSecondsCannotBeStopped() {
    List<Verdict> verdicts = looks(20, Duration.ofMillis(500));

    assertEquals(Verdict.RUNS, verdicts.get(18));
    assertEquals(Verdict.CANNOT_BE_STOPPED, verdicts.get(19));
  }

  @Test
  void whoStoodStillInBetweenIsGivenTheTimeAgain() {
    looks(19, Duration.ofMillis(500));

    assertEquals(List.of(Verdict.STILL), looks(1, Duration.ZERO));
    assertEquals(List.of(Verdict.RUNS), looks(1, Duration.ofMillis(500)));
  }

  private List<Verdict> looks(int count, Duration usedInEach) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      now += LOOK;
      used = used.plus(usedInEach);
      Standstill.Step step = standstill.look(used, now);
      standstill = step.next();
      verdicts.add(step.verdict());
    }
    return verdicts;
  }
}
