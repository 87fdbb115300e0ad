package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostLoadTest {

  private static final CpuReading ZERO = reading(0, new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0), 0, 0);

  @Test
  void idleAndWaitingForADiskAreNoLoad() {
    CpuReading later = reading(2_000, new CpuTicks(0, 0, 0, 300, 100, 0, 0, 0), 0, 0);

    HostLoad load = load(ZERO, later);

    assertEquals(0, load.host());
  }

  @Test
  void everythingElseIsLoad() {
    CpuReading later = reading(2_000, new CpuTicks(40, 0, 20, 320, 0, 5, 10, 5), 0, 0);

    HostLoad load = load(ZERO, later);

    assertEquals(20, load.host(), 0.001);
  }

  @Test
  void othersNicedTimeIsToldApart() {
    CpuReading later = reading(2_000, new CpuTicks(40, 160, 0, 200, 0, 0, 0, 0), 0, 0);

    HostLoad load = load(ZERO, later);

    assertEquals(10, load.host(), 0.001);
    assertEquals(40, load.othersNiced(), 0.001);
  }

  @Test
  void ownTimeIsTakenOutOnceWhenItIsNiced() {
    // Attempts used one of two processors: 1.9 s in their programs, 0.1 s in the kernel.
    CpuReading later = reading(2_000, new CpuTicks(40, 190, 10, 160, 0, 0, 0, 0), 2_000, 1_900);

    HostLoad load = load(ZERO, later);

    assertEquals(10, load.host(), 0.001);
    assertEquals(0, load.othersNiced(), 0.001);
    assertEquals(50, load.own(), 0.001);
  }

  @Test
  void ownTimeIsTakenOutOnceWhenItIsNotNiced() {
    CpuReading later = reading(2_000, new CpuTicks(240, 0, 0, 160, 0, 0, 0, 0), 2_000, 0);

    HostLoad load = load(ZERO, later);

    assertEquals(10, load.host(), 0.001);
  }

  @Test
  void othersNicedTimeBesideOursIsStillTheirs() {
    CpuReading later = reading(2_000, new CpuTicks(0, 360, 40, 0, 0, 0, 0, 0), 2_000, 1_800);

    HostLoad load = load(ZERO, later);

    assertEquals(5, load.host(), 0.001);
    assertEquals(45, load.othersNiced(), 0.001);
  }

  @Test
  void anAttemptThatRenicedItselfNeverHidesTheOwnersLoad() {
    // The owner uses a processor; the attempt claims to be niced but is counted as ordinary work.
    CpuReading later = reading(2_000, new CpuTicks(390, 0, 10, 0, 0, 0, 0, 0), 2_000, 1_900);

    HostLoad load = load(ZERO, later);

    assertTrue(load.host() >= 50, "host load " + load.host());
  }

  @Test
  void whereTheKernelDoesNotTellNicedTimeApartTheOwnersLoadShows() {
    // Old kernels: all own time is taken for niced, some of it was not.
    CpuReading later = reading(2_000, new CpuTicks(200, 180, 20, 0, 0, 0, 0, 0), 2_000, 2_000);

    HostLoad load = load(ZERO, later);

    assertTrue(load.host() >= 50, "host load " + load.host());
  }

  @Test
  void ticksCountedLateNeverMakeTheLoadNegative() {
    CpuReading later = reading(2_000, new CpuTicks(0, 180, 0, 220, 0, 0, 0, 0), 2_000, 1_900);

    HostLoad load = load(ZERO, later);

    assertEquals(0, load.host());
    assertEquals(0, load.othersNiced());
  }

  @Test
  void aGroupThatWasMadeAnewCountsFromZero() {
    CpuReading before = reading(0, new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0), 60_000, 60_000);
    CpuReading later = reading(2_000, new CpuTicks(40, 0, 0, 360, 0, 0, 0, 0), 0, 0);

    HostLoad load = load(before, later);

    assertEquals(10, load.host(), 0.001);
    assertEquals(0, load.own());
  }

  @Test
  void countersThatWentBackwardsSayNothing() {
    CpuReading before = reading(0, new CpuTicks(100, 0, 0, 900, 0, 0, 0, 0), 0, 0);
    CpuReading later = reading(50, new CpuTicks(101, 0, 0, 890, 0, 0, 0, 0), 0, 0);

    Optional<HostLoad> load = HostLoad.between(before, later, 2);

    assertTrue(load.isEmpty());
  }

  @Test
  void exactCountersAreBelievedBeforeTicks() {
    CpuReading before = exact(0, new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0), 7_000, 3_000);
    CpuReading later = exact(100, new CpuTicks(4, 0, 0, 16, 0, 0, 0, 0), 7_065, 3_040);

    HostLoad load = load(before, later);

    assertEquals(12.5, load.host(), 0.001);
  }

  @Test
  void ticksThatShowMoreThanTheyMayErrByAreBelieved() {
    CpuReading before = exact(0, new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0), 0, 0);
    CpuReading later = exact(50, new CpuTicks(10, 0, 0, 0, 0, 0, 0, 0), 0, 0);

    HostLoad load = load(before, later);

    assertEquals(80, load.host(), 0.001);
  }

  @Test
  void interruptsAreLoadThoughNoProcessUsedThem() {
    CpuReading before = exact(0, new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0), 0, 0);
    CpuReading later = exact(2_000, new CpuTicks(0, 0, 0, 360, 0, 10, 20, 10), 0, 0);

    HostLoad load = load(before, later);

    assertEquals(10, load.host(), 0.001);
  }

  @Test
  void othersNicedTimeIsNoLoadByExactCountersEither() {
    CpuReading before = exact(0, new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0), 0, 0);
    CpuReading later = exact(2_000, new CpuTicks(40, 100, 0, 260, 0, 0, 0, 0), 1_400, 0);

    HostLoad load = load(before, later);

    assertEquals(25, load.othersNiced(), 0.001);
    assertEquals(10, load.host(), 0.001);
  }

  @Test
  void aGroupThatWasMadeAnewDoesNotHideTheOwnersLoad() {
    CpuReading before = exact(0, new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0), 60_000, 60_000);
    CpuReading later = exact(2_000, new CpuTicks(40, 0, 0, 360, 0, 0, 0, 0), 60_400, 0);

    HostLoad load = load(before, later);

    assertEquals(10, load.host(), 0.001);
  }

  @Test
  void aMeterGivesOneMeanPerSpan() {
    LoadMeter meter = new LoadMeter(LoadMeter.TELEMETRY_SPAN, 2, ZERO);
    CpuReading early = reading(1_950, new CpuTicks(195, 0, 0, 195, 0, 0, 0, 0), 0, 0);
    CpuReading due = reading(2_000, new CpuTicks(200, 0, 0, 200, 0, 0, 0, 0), 0, 0);

    LoadMeter.Step first = meter.accept(early);
    LoadMeter.Step second = first.next().accept(due);

    assertTrue(first.load().isEmpty());
    assertEquals(50, second.load().orElseThrow().host(), 0.001);
    assertEquals(due, second.next().from());
  }

  private static HostLoad load(CpuReading from, CpuReading to) {
    return HostLoad.between(from, to, 2).orElseThrow();
  }

  private static CpuReading reading(long millis, CpuTicks ticks, long ownMillis, long nicedMillis) {
    return new CpuReading(
        Duration.ofMillis(millis).toNanos(),
        ticks,
        new OwnCpu(Duration.ofMillis(ownMillis), Duration.ofMillis(nicedMillis)));
  }

  private static CpuReading exact(long millis, CpuTicks ticks, long deviceMillis, long ownMillis) {
    return new CpuReading(
        Duration.ofMillis(millis).toNanos(),
        ticks,
        OwnCpu.NONE,
        new ExactCpu(Duration.ofMillis(deviceMillis), Duration.ofMillis(ownMillis)));
  }
}
