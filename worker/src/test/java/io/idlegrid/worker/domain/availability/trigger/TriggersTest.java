package io.idlegrid.worker.domain.availability.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.schedule.WeeklySchedule;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded series, one look a second; a dot is "runs", X "gives way". */
class TriggersTest {

  private static final long MEBI = 1 << 20;
  private static final LocalDateTime MONDAY_NOON = LocalDateTime.of(2026, 11, 23, 12, 0);
  private static final TriggerPolicy POLICY =
      new TriggerPolicy(
          100 * MEBI,
          200 * MEBI,
          60.0,
          70.0,
          null,
          10.0 * MEBI,
          List.of("kodi"),
          WeeklySchedule.parse("always"));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plenty stays plenty                  | 500*5            | .*5
          below the reserve gives way at once  | 500 99           | . X
          between the thresholds it waits      | 99 120*9         | X*10
          back after five seconds of plenty    | 99 150*4 150 150 | X*5 . .
          unknown is no return                 | 99 ?*40          | X*41
          unknown from the start is no alarm   | ?*40             | .*40
          a source that falls silent is one    | 500 ?*29 ? ?     | .*30 X X
          """)
  void memory(String story, String megabytes, String expected) {
    assertEquals(unrolled(expected), play(megabytes, v -> seen().memory(v)), story);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the reserve itself is still free     | 900 200 101      | . . .
          half of it gone gives way at once    | 900 100          | . X
          back when the whole is free again    | 99 199*9         | X*10
          after five seconds                   | 99 200*4 200 200 | X*5 . .
          unknown is no return                 | 99 ?*9           | X*10
          """)
  void disk(String story, String megabytes, String expected) {
    assertEquals(unrolled(expected), play(megabytes, v -> seen().disk(v)), story);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          69.9 degrees are below 70            | 69.9*3           | .*3
          70 degrees are too hot               | 60 70            | . X
          eight degrees cooler for ten seconds | 71 63*20 62*9 62 | X*30 .
          warming up again starts anew         | 71 62*9 64 62*10 | X*20 .
          a cold sensor is not a missing one   | -5*3             | .*3
          a missing one is not cold            | 71 ?*60          | X*61
          """)
  void temperature(String story, String degrees, String expected) {
    assertEquals(unrolled(expected), play(degrees, v -> seen().celsius(v)), story);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one second of waiting is forgiven    | 10 90 10 90 10   | .*5
          two seconds are not                  | 10 90 90         | . . X
          half the limit for two seconds       | 90 90 30 30 30   | . X X . .
          """)
  void diskWait(String story, String percents, String expected) {
    assertEquals(unrolled(expected), play(percents, v -> seen().diskWait(v)), story);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a transfer of two seconds            | 0 12 12 0*4 0    | . . X X*4 .
          just below the limit                 | 9.9*9            | .*9
          """)
  void network(String story, String megabytes, String expected) {
    assertEquals(
        unrolled(expected),
        play(megabytes, v -> seen().network(v == null ? null : v * MEBI)),
        story);
  }

  @Test
  void aBatteryThatDrainsMeansLeaveAndAChargerMeansCome() {
    Player player = new Player(POLICY);

    assertEquals("", player.look(seen().power(new Power(false, 80.0))));
    assertEquals("on battery, 79 % full", player.look(seen().power(new Power(true, 79.0))));
    for (int second = 1; second < 10; second++) {
      assertEquals(
          "the charger was plugged in a moment ago",
          player.look(seen().power(new Power(false, 79.0))));
    }
    assertEquals("", player.look(seen().power(new Power(false, 79.0))));
  }

  @Test
  void aBatteryMayBeAcceptedFromALevelOn() {
    TriggerPolicy half =
        new TriggerPolicy(0, 0, null, null, 50.0, null, List.of(), WeeklySchedule.ALWAYS);
    Player player = new Player(half);

    assertEquals("", player.look(seen().power(new Power(true, 50.0))));
    assertEquals("on battery, 49 % full", player.look(seen().power(new Power(true, 49.0))));
  }

  @Test
  void aBatteryWithoutALevelIsNotTakenForFull() {
    TriggerPolicy half =
        new TriggerPolicy(0, 0, null, null, 50.0, null, List.of(), WeeklySchedule.ALWAYS);

    assertEquals("on battery", new Player(half).look(seen().power(new Power(true, null))));
  }

  @Test
  void anExclusiveProgramMeansLeaveByItsMerePresence() {
    Player player = new Player(POLICY);

    assertEquals("", player.look(seen().programs(List.of())));
    assertEquals("the owner's program runs: kodi", player.look(seen().programs(List.of("kodi"))));
    assertEquals(
        "programs unknown, and not fine when last seen", player.look(seen().programs(null)));
  }

  @Test
  void theScheduleHoldsToTheMinute() {
    TriggerPolicy nights =
        new TriggerPolicy(
            0, 0, null, null, null, null, List.of(), WeeklySchedule.parse("mon-fri 18:00-08:00"));
    Player player = new Player(nights);

    assertEquals(
        "outside the owner's schedule (mon-fri 18:00-08:00)",
        player.look(seen().at(MONDAY_NOON.withHour(17).withMinute(59))));
    assertEquals("", player.look(seen().at(MONDAY_NOON.withHour(18))));
  }

  @Test
  void namesEachReasonAndWhatIsUnknown() {
    Player player = new Player(POLICY);

    player.look(seen().celsius(82.0).memory(20.0).diskWait(null));

    assertEquals(
        List.of(
            "temperature 82 °C, too hot from 70 °C on, fine again from 62 °C down",
            "20 MiB of memory available, 100 MiB are kept for the owner"),
        player.triggers.reasons().stream().map(TriggerReason::text).toList());
    assertEquals(Set.of(Trigger.DISK_WAIT), player.triggers.unknown());
    assertTrue(player.triggers.isTripped(Trigger.MEMORY));
    assertFalse(player.triggers.isTripped(Trigger.NETWORK));
  }

  @Test
  void growsItsPatienceWithADeviceThatFlaps() {
    Player player = new Player(POLICY);

    assertEquals(5, player.secondsUntilBack());
    assertEquals(10, player.secondsUntilBack());
    assertEquals(20, player.secondsUntilBack());
    for (int i = 0; i < 60; i++) {
      player.look(seen());
    }
    assertEquals(5, player.secondsUntilBack());
  }

  @Test
  void anotherPolicyKeepsWhatWasSeen() {
    Player player = new Player(POLICY);
    player.look(seen().celsius(75.0));

    player.triggers = player.triggers.under(withCelsius(80.0), player.now);

    assertEquals("", player.look(seen().celsius(75.0)).replaceAll("temperature 75.*", ""));
    for (int i = 0; i < 10; i++) {
      player.look(seen().celsius(60.0));
    }
    assertEquals("", player.look(seen().celsius(79.0)));
    assertFalse(player.look(seen().celsius(80.0)).isEmpty());
  }

  @Test
  void neverRunsOnAnythingUnknownThatWasBad() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Player player = new Player(POLICY);
      boolean wasTripped = false;
      for (int i = 0; i < 500; i++) {
        Double celsius = random.nextInt(3) == 0 ? null : 50.0 + random.nextInt(30);
        boolean tripped = !player.look(seen().celsius(celsius)).isEmpty();
        boolean stays = celsius == null || celsius > 62;
        assertTrue(!wasTripped || tripped || !stays, "seed " + seed + ", look " + i);
        wasTripped = tripped;
      }
    }
  }

  private static TriggerPolicy withCelsius(double most) {
    return new TriggerPolicy(0, 0, null, most, null, null, List.of(), WeeklySchedule.ALWAYS);
  }

  private static String play(String values, Function<@Nullable Double, Look> look) {
    Player player = new Player(POLICY);
    StringBuilder answers = new StringBuilder();
    for (String part : values.trim().split(" ", -1)) {
      String[] times = part.split("\\*", -1);
      int count = times.length > 1 ? Integer.parseInt(times[1]) : 1;
      Double value = times[0].equals("?") ? null : Double.valueOf(times[0]);
      for (int i = 0; i < count; i++) {
        answers.append(player.look(look.apply(value)).isEmpty() ? '.' : 'X');
      }
    }
    return answers.toString();
  }

  private static String unrolled(String pattern) {
    StringBuilder all = new StringBuilder();
    for (String part : pattern.split(" ", -1)) {
      String[] times = part.split("\\*", -1);
      all.append(times[0].repeat(times.length > 1 ? Integer.parseInt(times[1]) : 1));
    }
    return all.toString();
  }

  private static Look seen() {
    return new Look(
        500 * MEBI, 900 * MEBI, 0.0, 40.0, Power.NO_BATTERY, 0.0, List.of(), MONDAY_NOON);
  }

  /** A calm device but for what a test says otherwise. */
  private record Look(
      @Nullable Long memory,
      @Nullable Long disk,
      @Nullable Double diskWait,
      @Nullable Double celsius,
      @Nullable Power power,
      @Nullable Double network,
      @Nullable List<String> programs,
      LocalDateTime at) {

    Look memory(@Nullable Double megabytes) {
      Long bytes = megabytes == null ? null : (long) (megabytes * MEBI);
      return new Look(bytes, disk, diskWait, celsius, power, network, programs, at);
    }

    Look disk(@Nullable Double megabytes) {
      Long bytes = megabytes == null ? null : (long) (megabytes * MEBI);
      return new Look(memory, bytes, diskWait, celsius, power, network, programs, at);
    }

    Look diskWait(@Nullable Double percent) {
      return new Look(memory, disk, percent, celsius, power, network, programs, at);
    }

    Look celsius(@Nullable Double degrees) {
      return new Look(memory, disk, diskWait, degrees, power, network, programs, at);
    }

    Look power(Power newPower) {
      return new Look(memory, disk, diskWait, celsius, newPower, network, programs, at);
    }

    Look network(@Nullable Double bytes) {
      return new Look(memory, disk, diskWait, celsius, power, bytes, programs, at);
    }

    Look programs(@Nullable List<String> names) {
      return new Look(memory, disk, diskWait, celsius, power, network, names, at);
    }

    Look at(LocalDateTime time) {
      return new Look(memory, disk, diskWait, celsius, power, network, programs, time);
    }

    Surroundings surroundings() {
      return new Surroundings(memory, disk, diskWait, celsius, power, network, programs, at);
    }
  }

  /** Looks once a second; its clock starts below zero, as monotonic clocks may. */
  private static final class Player {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private long now = -7_000_000_000L;
    private Triggers triggers;

    Player(TriggerPolicy policy) {
      triggers = Triggers.open(policy, now);
    }

    /** The first reason; empty when attempts may run. */
    String look(Look look) {
      now += SECOND.toNanos();
      triggers = triggers.accept(look.surroundings(), SECOND, now);
      List<TriggerReason> reasons = new ArrayList<>(triggers.reasons());
      return reasons.isEmpty() ? "" : reasons.get(0).text();
    }

    int secondsUntilBack() {
      look(seen().memory(1.0));
      int seconds = 1;
      while (!look(seen()).isEmpty()) {
        seconds++;
      }
      return seconds;
    }
  }
}
