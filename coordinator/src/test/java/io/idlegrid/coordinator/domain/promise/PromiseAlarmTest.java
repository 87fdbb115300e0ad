package io.idlegrid.coordinator.domain.promise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PromiseAlarmTest {

  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
  private static final double RISK = .01;

  /** After so many promises of which so many break, the first alarm, or -1. */
  private static int firstAlarm(double conflicts, int promises, SplittableRandom random) {
    PromiseAlarm alarm = PromiseAlarm.SILENT;
    for (int i = 0; i < promises; i++) {
      alarm = alarm.after(random.nextDouble() < conflicts, RISK, NOW);
      if (alarm.isBroken()) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void neitherOneUnluckyEventNorSevenRaiseIt() {
    PromiseAlarm alarm = PromiseAlarm.SILENT;
    for (int i = 0; i < 7; i++) {
      alarm = alarm.after(true, RISK, NOW);
    }

    assertFalse(alarm.isBroken());
    assertTrue(alarm.after(true, RISK, NOW).isBroken());
  }

  @Test
  void devicesThatConflictAsOftenAsAcceptedHardlyEverRaiseIt() {
    SplittableRandom random = new SplittableRandom(7);

    long alarms = 0;
    for (int device = 0; device < 1_000; device++) {
      alarms += firstAlarm(RISK, 2_000, random) >= 0 ? 1 : 0;
    }

    // At most 2,000 / 100,000 of the devices are to be expected.
    assertTrue(alarms <= 20, alarms + " false alarms in 1,000 devices");
  }

  @Test
  void devicesThatConflictTenTimesAsOftenRaiseItSoon() {
    SplittableRandom random = new SplittableRandom(7);

    for (int device = 0; device < 200; device++) {
      int at = firstAlarm(10 * RISK, 1_000, random);
      assertTrue(at >= 0, "no alarm in a thousand promises of which a tenth broke");
    }
  }

  @Test
  void cautionGrowsWithEachAlarmToABoundAndTimeHealsIt() {
    PromiseAlarm alarm = PromiseAlarm.SILENT;
    for (int i = 0; i < 1_000; i++) {
      alarm = alarm.after(true, RISK, NOW);
    }
    assertEquals(PromiseAlarm.MOST_CAUTION, alarm.caution());

    Instant later = NOW;
    int halvings = 0;
    while (alarm.isBroken()) {
      later = later.plus(PromiseAlarm.RELAX_AFTER);
      assertEquals(alarm, alarm.at(later.minus(Duration.ofSeconds(1))));
      alarm = alarm.at(later);
      halvings++;
    }
    assertEquals(4, halvings);
    assertEquals(1, alarm.caution());
  }

  @Test
  void promisesKeptInARowHealItFaster() {
    PromiseAlarm alarm = PromiseAlarm.SILENT;
    while (!alarm.isBroken()) {
      alarm = alarm.after(true, RISK, NOW);
    }

    for (int i = 0; i < PromiseAlarm.RELAX_AFTER_KEPT; i++) {
      assertTrue(alarm.isBroken());
      alarm = alarm.after(false, RISK, NOW);
    }

    assertFalse(alarm.isBroken());
  }
}
