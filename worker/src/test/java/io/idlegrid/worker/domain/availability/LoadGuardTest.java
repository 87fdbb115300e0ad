package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.availability.GuardDecision.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadGuardTest {

  private static final Duration FAST = Duration.ofMillis(50);
  private static final GuardPolicy POLICY = GuardPolicy.CAUTIOUS;

  /** Loads are 50 ms samples; a dot is "keep", F "freeze", T "thaw". */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quiet host keeps running             | 0*40                        | .*40
          one grain of noise is forgiven       | 0*10 40 0*10                | .*21
          a load for 100 ms freezes            | 0*10 30 30                  | .*11 F
          one shock freezes at once            | 0*10 80                     | .*10 F
          just below enter is not enough       | 24*40                       | .*40
          thaws after half a second of quiet   | 80 0*9 0 0                  | F .*9 T .
          a load between the thresholds waits  | 80 20*60                    | F .*60
          what would freeze starts it anew     | 80 0*8 26 26 0*9 0          | F .*19 T
          so does a shock                      | 80 0*9 60 0*9 0             | F .*19 T
          a flicker is forgiven as before      | 80 0*8 40 0                 | F .*9 T
          a mean above leave waits once more   | 80 28 20*9 10*10            | F .*19 T
          a grain between the thresholds not   | 80 0*9 16                   | F .*9 T
          a steady low load in coarse samples  | 80 10*10                    | F .*9 T
          never thaws before it was quiet      | 80 0*4 80 0*9 0             | F .*14 T
          """)
  void followsTheOwnersLoad(String story, String loads, String expected) {
    Player player = new Player(POLICY, FAST);

    String answers = player.play(loads);

    assertEquals(unrolled(expected), answers, story);
  }

  /** 12.5 % of two processors, as counters in steps of 10 ms show it. */
  @Test
  void aSteadyLowLoadInCoarseSamplesCountsAsQuiet() {
    Player player = new Player(POLICY, FAST);
    player.play("80");

    String answers = player.play("10 20 10 10 ".repeat(20).trim());

    assertEquals(unrolled(".*9 T .*70"), answers);
  }

  @Test
  void doublesTheQuietWhenFreezesFollowThawsQuickly() {
    Player player = new Player(POLICY, FAST);

    String first = player.play("80 0*10");
    String second = player.play("80 0*20");
    String third = player.play("80 0*40");

    assertEquals(unrolled("F .*9 T"), first);
    assertEquals(unrolled("F .*19 T"), second);
    assertEquals(unrolled("F .*39 T"), third);
  }

  @Test
  void neverAsksForMoreThanTheLongestQuiet() {
    Player player = new Player(POLICY, FAST);
    for (int quiet = 10; quiet < 600; quiet *= 2) {
      player.play("80 0*" + quiet);
    }

    String answers = player.play("80 0*600");

    assertEquals(unrolled("F .*599 T"), answers);
  }

  @Test
  void forgetsFlappingOnceAThawHeld() {
    Player player = new Player(POLICY, FAST);
    player.play("80 0*10 80 0*20");

    String answers = player.play("0*200 80 0*10");

    assertEquals(unrolled(".*200 F .*9 T"), answers);
  }

  @Test
  void dwellsFrozenForTheLeastTimeEvenIfQuietAtOnce() {
    GuardPolicy dwelling =
        new GuardPolicy(
            25,
            Duration.ofMillis(100),
            60,
            15,
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ZERO,
            Duration.ofSeconds(1));
    Player player = new Player(dwelling, FAST);

    String answers = player.play("80 0*6");

    assertEquals(unrolled("F .*5 T"), answers);
  }

  @Test
  void aTwoSecondMeanSpeaksForItself() {
    Player player = new Player(POLICY, LoadMeter.TELEMETRY_SPAN);

    String answers = player.play("10 30 20 10 10");

    assertEquals(".F.T.", answers);
  }

  @Test
  void saysWhyInWords() {
    Player player = new Player(POLICY, FAST);

    player.play("0 80");

    assertTrue(player.guard.frozen());
    assertEquals("host load 80 % over 0.05 s, shock threshold 60 %", player.guard.reason());
  }

  @Test
  void repeatsTheReasonWhileItLasts() {
    Player player = new Player(POLICY, FAST);
    player.play("0 30 30");

    GuardDecision later = player.sample(90);

    assertEquals(Action.KEEP, later.action());
    assertEquals("host load 30 % over 0.10 s, enter threshold 25 %", later.reason());
  }

  @Test
  void freezeAndThawAlternateOnAnyLoad() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Player player = new Player(POLICY, FAST);
      List<Action> changes = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        boolean before = player.guard.frozen();
        double load = random.nextInt(100) < 90 ? random.nextInt(14) : random.nextInt(101);
        GuardDecision decision = player.sample(load);
        assertEquals(before != player.guard.frozen(), decision.action() != Action.KEEP);
        if (decision.action() != Action.KEEP) {
          changes.add(decision.action());
        }
      }
      for (int i = 0; i < changes.size(); i++) {
        assertEquals(i % 2 == 0 ? Action.FREEZE : Action.THAW, changes.get(i), "seed " + seed);
      }
    }
  }

  @Test
  void refusesThresholdsThatDoNotRise() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GuardPolicy(15, FAST, 60, 25, FAST, FAST, FAST, FAST));

    assertEquals(
        "guard thresholds must rise as 0 < leave (25.0) < enter (15.0) <= shock (60.0) <= 100",
        refused.getMessage());
  }

  private static String unrolled(String pattern) {
    StringBuilder all = new StringBuilder();
    for (String part : pattern.split(" ", -1)) {
      String[] times = part.split("\\*", -1);
      all.append(times[0].repeat(times.length > 1 ? Integer.parseInt(times[1]) : 1));
    }
    return all.toString();
  }

  /** Feeds loads at an even pace; its clock starts below zero, as monotonic clocks may. */
  private static final class Player {
    private final Duration span;
    private LoadGuard guard;
    private long now = -5_000_000_000L;

    Player(GuardPolicy policy, Duration span) {
      this.span = span;
      this.guard = LoadGuard.open(policy, now);
    }

    GuardDecision sample(double host) {
      now += span.toNanos();
      LoadGuard.Step step = guard.accept(new HostLoad(span, host, 0, 0), now);
      guard = step.next();
      return step.decision();
    }

    String play(String loads) {
      StringBuilder answers = new StringBuilder();
      for (String part : loads.trim().split(" ", -1)) {
        String[] times = part.split("\\*", -1);
        int count = times.length > 1 ? Integer.parseInt(times[1]) : 1;
        for (int i = 0; i < count; i++) {
          answers.append(letter(sample(Double.parseDouble(times[0])).action()));
        }
      }
      return answers.toString();
    }

    private static char letter(Action action) {
      return switch (action) {
        case KEEP -> '.';
        case FREEZE -> 'F';
        case THAW -> 'T';
      };
    }
  }
}
