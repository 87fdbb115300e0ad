package io.idlegrid.coordinator.domain.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyDouble;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.job.Fitness;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.match.Demand.SpecialUnit;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MatchTest {

  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void fillsOneLanePerCoreThatIsFree() {
    List<Assignment> round = round(job(1, Placement.WINDOW), 10, offer(1, 100, 4));

    assertEquals(Map.of("d-00000001", 3), units(round));
  }

  @Test
  void grantsNothingWhereTheForecastIsNotSure() {
    Offer busy = offer(1, 5, 4);

    assertEquals(Map.of(), units(round(job(1, Placement.WINDOW), 10, busy)));
    List<Veto> vetoes = Eligibility.vetoes(demand(job(1, Placement.WINDOW), 10), busy, NOW);
    assertEquals(
        List.of(new Veto(Reason.FORECAST, "headroom 5 % < 25 % within 60 s (test)")), vetoes);
  }

  @Test
  void grantsOnlyAsManyLanesAsTheForecastAllowsTogether() {
    assertEquals(
        Map.of("d-00000001", 2), units(round(job(1, Placement.WINDOW), 10, offer(1, 60, 4))));
  }

  @Test
  void windowPrefersTheDeviceThatStaysIdleLongest() {
    List<Assignment> round =
        round(job(1, Placement.WINDOW), 1, offer(1, 80, 4), offer(2, 95, 4), offer(3, 90, 4));

    assertEquals(Map.of("d-00000002", 1), units(round));
  }

  @Test
  void windowPrefersTheDeviceThatHasTheImage() {
    Job job = inImage("arm64");

    List<Assignment> round =
        round(job, 1, offer(1, 80, 4), offer(2, 95, 4), holding(offer(3, 90, 4), "a".repeat(64)));

    assertEquals(Map.of("d-00000003", 1), units(round));
  }

  @Test
  void imageForAnotherArchitectureIsALastingVeto() {
    List<Veto> vetoes = Eligibility.lasting(demand(inImage("amd64"), 10), offer(1, 100, 4));

    assertEquals(
        List.of(new Veto(Reason.ARCHITECTURE, "is arm64, and image count:1 is for amd64")), vetoes);
  }

  @Test
  void whatTakesOverAnHourRunsOnlyIfItKeepsCheckpointsOrIsAService() {
    Duration hours = Duration.ofMinutes(95);
    Offer idle = offer(1, 100, 4);
    Job losing = new GivenJob(1).at(NOW);
    Job keeping = new GivenJob(1).checkpointing().at(NOW);

    List<Veto> vetoes = Eligibility.vetoes(demand(losing, 1, hours, List.of()), idle, NOW);

    assertEquals(
        List.of(
            new Veto(
                Reason.TOO_LONG,
                "a unit takes 95 min here; beyond 60 min only units that keep checkpoints run")),
        vetoes);
    assertTrue(vetoes.get(0).reason().isLasting());
    assertEquals(List.of(), Eligibility.vetoes(demand(keeping, 1, hours, List.of()), idle, NOW));
    Job service = new GivenJob(1).service(1).at(NOW);
    assertEquals(List.of(), Eligibility.vetoes(demand(service, 1, hours, List.of()), idle, NOW));
  }

  private static Job inImage(String arch) {
    ImageVariant variant =
        new ImageVariant(arch, "linux", "b".repeat(64), "c".repeat(64), 1, 100 << 20);
    return new GivenJob(1).image(new ImageUse("count:1", "a".repeat(64), List.of(variant))).at(NOW);
  }

  private static Offer holding(Offer offer, String image) {
    return new Offer(
        offer.device(),
        offer.condition(),
        offer.holdings(),
        offer.outlook(),
        offer.standing(),
        offer.backOffUntil(),
        offer.caution(),
        Set.of(image));
  }

  @Test
  void spreadGivesEveryDeviceOneBeforeAnyGetsTwo() {
    List<Assignment> round =
        round(job(1, Placement.SPREAD), 4, offer(1, 100, 4), offer(2, 100, 4), offer(3, 100, 4));

    assertEquals(Map.of("d-00000001", 2, "d-00000002", 1, "d-00000003", 1), units(round));
  }

  @Test
  void binpackFillsTheFullestDeviceFirst() {
    Offer half =
        offer(2, 100, 4)
            .with(new Holding(job(9, Placement.WINDOW).id(), 1, 1, GivenJob.USUAL_NEED, MINUTE));

    List<Assignment> round = round(job(1, Placement.BINPACK), 2, offer(1, 100, 4), half);

    assertEquals(Map.of("d-00000002", 2), units(round));
  }

  @Test
  void randomIsTheSameForTheSameSeedAndNotForEveryOther() {
    List<Offer> offers = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      offers.add(offer(i, 100, 4));
    }
    Demand one = demand(job(1, Placement.RANDOM), 1);

    Set<Map<String, Integer>> seen = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      Map<String, Integer> first =
          units(Match.round(List.of(one), offers, NOW, seed).assignments());
      assertEquals(first, units(Match.round(List.of(one), offers, NOW, seed).assignments()));
      seen.add(first);
    }

    assertTrue(seen.size() > 3);
  }

  @Test
  void higherPriorityGoesFirst() {
    Job low = job(1, Placement.WINDOW, 0);
    Job high = job(2, Placement.WINDOW, 5);

    List<Assignment> round =
        Match.round(List.of(demand(low, 10), demand(high, 3)), List.of(offer(1, 100, 4)), NOW, 0)
            .assignments();

    assertEquals(List.of(high.id()), round.stream().map(Assignment::job).toList());
  }

  @Test
  void equalJobsShareTheDevices() {
    List<Assignment> round =
        Match.round(
                List.of(
                    demand(job(1, Placement.WINDOW), 100), demand(job(2, Placement.WINDOW), 100)),
                List.of(offer(1, 100, 4), offer(2, 100, 4)),
                NOW,
                0)
            .assignments();

    assertEquals(2, round.stream().map(Assignment::job).distinct().count());
  }

  @Test
  void shortUnitsQueueUpBehindBusyLanes() {
    Demand quick = demand(job(1, Placement.WINDOW), 1_000, Duration.ofMillis(100), List.of());

    List<Assignment> round =
        Match.round(List.of(quick), List.of(offer(1, 100, 4)), NOW, 0).assignments();

    assertTrue(units(round).getOrDefault("d-00000001", 0) > 100);
  }

  @Test
  void theLastUnitsDoNotQueueUpBehindOneDevice() {
    Demand quick = demand(job(1, Placement.WINDOW), 6, Duration.ofMillis(100), List.of());

    List<Assignment> round =
        Match.round(List.of(quick), List.of(offer(1, 100, 4), offer(2, 100, 4)), NOW, 0)
            .assignments();

    assertEquals(Map.of("d-00000001", 3, "d-00000002", 3), units(round));
  }

  @Test
  void aFailedUnitGoesToAnotherDevice() {
    SpecialUnit failed = new SpecialUnit(7, Set.of(GivenDevice.id(1)), Set.of());
    Demand demand = demand(job(1, Placement.WINDOW), 0, MINUTE, List.of(failed));

    List<Assignment> round =
        Match.round(List.of(demand), List.of(offer(1, 100, 4), offer(2, 90, 4)), NOW, 0)
            .assignments();

    assertEquals(Map.of("d-00000002", 1), units(round));
    assertEquals(List.of(7L), round.get(0).special());
  }

  @Test
  void aReplicatedUnitNeverGoesToTheSameDeviceTwice() {
    SpecialUnit replica = new SpecialUnit(7, Set.of(), Set.of(GivenDevice.id(1)));
    Demand demand = demand(job(1, Placement.WINDOW), 0, MINUTE, List.of(replica));

    assertEquals(
        List.of(), Match.round(List.of(demand), List.of(offer(1, 100, 4)), NOW, 0).assignments());
  }

  @Test
  void memoryThatTheOwnerIsLikelyToTakeIsNotPromised() {
    Job small = new GivenJob(1).memory(256L << 20).at(NOW);
    Offer roomy = offer(1, 100, 4);
    Condition.Terms half = new Condition.Terms(Optional.empty(), 2L << 30);
    Offer reserved = new GivenDevice(2).asking(half).offer(new Certain(100), NOW);

    // 4 GiB, of which 60 % stay free: with half in reserve one lane of 6.25 % fits, not two.
    assertEquals(Map.of("d-00000001", 3), units(round(small, 10, roomy)));
    assertEquals(Map.of("d-00000002", 1), units(round(small, 10, reserved)));
    Job large = new GivenJob(2).memory(512L << 20).at(NOW);
    assertEquals(
        List.of(
            new Veto(
                Reason.FORECAST,
                "63 % of the memory stays free within 60 s with probability 0.500 < 0.990")),
        Eligibility.vetoes(demand(large, 10), reserved, NOW));
  }

  @Test
  void ownerAndOperatorMustBothAcceptTheRisk() {
    IdleOutlook almost = new Likely(.97);
    Condition.Terms bold = new Condition.Terms(Optional.of(.05), 0);
    Condition.Terms careful = new Condition.Terms(Optional.of(.001), 0);
    Job job = job(1, Placement.WINDOW);

    Offer usual = new GivenDevice(1).risk(.05).offer(almost, NOW);
    Offer shy = new GivenDevice(1).risk(.05).asking(careful).offer(almost, NOW);
    Offer overruled = new GivenDevice(1).risk(.01).asking(bold).offer(almost, NOW);

    assertEquals(Map.of("d-00000001", 3), units(round(job, 10, usual)));
    assertEquals(Map.of(), units(round(job, 10, shy)));
    assertEquals(Map.of(), units(round(job, 10, overruled)));
  }

  @Test
  void recommendationsSpeakAtTheRiskThatTheMatchTakes() {
    IdleOutlook outlook = mock(IdleOutlook.class);
    when(outlook.idleWindow(anyDouble(), eq(.001))).thenReturn(MINUTE);
    when(outlook.peakQuantile(eq(.999), any())).thenReturn(40.0);
    Condition.Terms careful = new Condition.Terms(Optional.of(.001), 0);
    Offer offer = new GivenDevice(1).risk(.05).asking(careful).offer(outlook, NOW);

    Pick pick = Pick.of(demand(job(1, Placement.WINDOW), 1), List.of(offer)).get(0);

    assertEquals(MINUTE, pick.window());
    assertEquals(40, pick.peak());
  }

  @Test
  void aDeviceThatBrokeItsPromiseIsGrantedLess() {
    Offer kept = new GivenDevice(1).risk(.05).offer(new Likely(.97), NOW);
    Offer broken =
        new Offer(
            kept.device(),
            kept.condition(),
            kept.holdings(),
            kept.outlook(),
            kept.standing(),
            kept.backOffUntil(),
            2,
            Set.of());

    assertEquals(Map.of(), units(round(job(1, Placement.WINDOW), 10, broken)));
  }

  @Test
  void onlyTheJobAvoidsADeviceThatCannotStartIt() {
    DeviceId refusing = GivenDevice.id(1);
    Fitness fitness = Fitness.UNTRIED.refused(refusing, "no image", NOW);
    Demand without =
        new Demand(
            job(1, Placement.WINDOW),
            10,
            List.of(),
            0,
            device -> MINUTE,
            device -> Optional.empty(),
            fitness);
    List<Offer> offers = List.of(offer(1, 100, 4), offer(2, 100, 4));

    List<Assignment> round =
        Match.round(List.of(without, demand(job(2, Placement.WINDOW), 1)), offers, NOW, 0)
            .assignments();

    assertTrue(
        round.stream()
            .filter(assignment -> assignment.job().equals(without.job().id()))
            .noneMatch(assignment -> assignment.device().equals(refusing)));
    assertEquals(
        List.of(new Veto(Reason.UNFIT, "could not start it: no image")),
        Eligibility.vetoes(without, offers.get(0), NOW));
  }

  private static List<Assignment> round(Job job, long units, Offer... offers) {
    return Match.round(List.of(demand(job, units)), List.of(offers), NOW, 0).assignments();
  }

  private static Map<String, Integer> units(List<Assignment> round) {
    Map<String, Integer> units = new TreeMap<>();
    round.forEach(a -> units.merge(a.device().value(), a.units(), Integer::sum));
    return units;
  }

  private static Demand demand(Job job, long units) {
    return demand(job, units, MINUTE, List.of());
  }

  private static Demand demand(Job job, long units, Duration runtime, List<SpecialUnit> special) {
    return new Demand(
        job, units, special, 0, device -> runtime, device -> Optional.empty(), Fitness.UNTRIED);
  }

  private static Job job(int number, Placement placement) {
    return job(number, placement, 0);
  }

  private static Job job(int number, Placement placement, int priority) {
    return new GivenJob(number).placed(placement, priority).at(NOW);
  }

  /** A device of which surely this much stays free, and nothing more. */
  private static Offer offer(int number, double headroom, int cores) {
    return new GivenDevice(number).cores(cores).offer(new Certain(headroom), NOW);
  }

  private record Certain(double headroom) implements IdleOutlook {

    @Override
    public double idleProbability(double wantedPercent, Duration span) {
      return wantedPercent <= headroom ? 1 : 0;
    }

    @Override
    public double peakQuantile(double quantile, Duration span) {
      return 100 - headroom;
    }

    @Override
    public Duration idleWindow(double wantedPercent, double risk) {
      return Duration.ofSeconds((long) headroom);
    }

    @Override
    public double memoryProbability(double wantedPercent, Duration span) {
      return wantedPercent <= 60 ? 1 : 0.5;
    }

    @Override
    public boolean isInformed() {
      return true;
    }

    @Override
    public String basis() {
      return "test";
    }
  }

  /** A device that leaves everything free with some probability. */
  private record Likely(double probability) implements IdleOutlook {

    @Override
    public double idleProbability(double wantedPercent, Duration span) {
      return probability;
    }

    @Override
    public double peakQuantile(double quantile, Duration span) {
      return 0;
    }

    @Override
    public Duration idleWindow(double wantedPercent, double risk) {
      return Duration.ofMinutes(5);
    }

    @Override
    public double memoryProbability(double wantedPercent, Duration span) {
      return 1;
    }

    @Override
    public boolean isInformed() {
      return true;
    }

    @Override
    public String basis() {
      return "test";
    }
  }
}
