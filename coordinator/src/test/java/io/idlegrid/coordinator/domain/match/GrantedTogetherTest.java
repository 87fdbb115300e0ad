package io.idlegrid.coordinator.domain.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.job.Fitness;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The owner's risk is one for all attempts on a device, whenever each of them was granted. */
class GrantedTogetherTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final int CORES = 8;
  private static final int JOBS = 6;

  /** Riskier the more is wanted and the longer: about 1 % for half of the device and 20 min. */
  private record Risky(double hazard) implements IdleOutlook {

    @Override
    public double idleProbability(double wantedPercent, Duration span) {
      return Math.exp(-hazard * span.toSeconds() * Math.pow(wantedPercent / 50, 2));
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
      return Math.exp(-hazard * span.toSeconds() * Math.pow(wantedPercent / 90, 4));
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

  private record Running(JobId job, Instant until) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void grantsOfDifferentMomentsKeepTheRiskTogether(long seed) {
    var random = new SplittableRandom(seed);
    List<Job> jobs = new ArrayList<>();
    Map<JobId, Duration> runtimes = new LinkedHashMap<>();
    for (int number = 1; number <= JOBS; number++) {
      Duration runtime = Duration.ofSeconds(random.nextInt(10, number % 2 == 0 ? 3_000 : 120));
      double cores = .5 + random.nextInt(5) * .5;
      Need need = new Need(cores, 32L << 20, 32L << 20, Optional.of(runtime), Duration.ofHours(2));
      Job job = new GivenJob(number).need(need).at(START);
      jobs.add(job);
      runtimes.put(job.id(), runtime);
    }
    List<Running> running = new ArrayList<>();
    Map<JobId, Integer> lanes = new LinkedHashMap<>();
    int besides = 0;
    Instant now = START;
    for (int round = 0; round < 200; round++) {
      now = now.plusSeconds(random.nextInt(2, 90));
      Instant present = now;
      running.removeIf(attempt -> !attempt.until().isAfter(present));
      IdleOutlook outlook = new Risky(1e-5 * Math.exp(2 * random.nextDouble() - 1));
      boolean wasBusy = !running.isEmpty();
      Offer offer = offer(running, lanes, jobs, outlook, now);
      List<Demand> demands = new ArrayList<>();
      for (Job job : jobs) {
        if (random.nextInt(3) == 0) {
          demands.add(demand(job, random.nextInt(1, 4), runtimes));
        }
      }
      var granted = Match.round(demands, List.of(offer), now, seed).assignments();
      for (Assignment assignment : granted) {
        Duration runtime = runtimes.getOrDefault(assignment.job(), Duration.ZERO);
        lanes.put(assignment.job(), assignment.lanes());
        for (int unit = 0; unit < assignment.units(); unit++) {
          running.add(new Running(assignment.job(), now.plus(runtime)));
        }
      }
      if (!granted.isEmpty()) {
        besides += wasBusy ? 1 : 0;
        double cores = 0;
        for (Running attempt : running) {
          cores += need(jobs, attempt.job()).cpuCores();
        }
        Duration longest =
            running.stream()
                .map(attempt -> Duration.between(present, attempt.until()))
                .max(Duration::compareTo)
                .orElseThrow();
        double idle = outlook.idleProbability(100 * cores / CORES, longest);
        assertTrue(idle >= .99, () -> "round at " + present + ": " + idle + " for " + granted);
      }
    }
    int seen = besides;
    assertTrue(seen >= 10, () -> "only " + seen + " grants beside running attempts");
  }

  private static Need need(List<Job> jobs, JobId id) {
    return jobs.stream().filter(job -> job.id().equals(id)).findFirst().orElseThrow().spec().need();
  }

  private static Offer offer(
      List<Running> running,
      Map<JobId, Integer> lanes,
      List<Job> jobs,
      IdleOutlook outlook,
      Instant now) {
    Offer offer = new GivenDevice(1).cores(CORES).lends(100).offer(outlook, now);
    for (Job job : jobs) {
      List<Running> own = running.stream().filter(each -> each.job().equals(job.id())).toList();
      if (!own.isEmpty()) {
        Duration left =
            own.stream()
                .map(each -> Duration.between(now, each.until()))
                .max(Duration::compareTo)
                .orElseThrow();
        int side = Math.max(own.size(), lanes.getOrDefault(job.id(), 1));
        offer = offer.with(new Holding(job.id(), own.size(), side, job.spec().need(), left));
      }
    }
    return offer;
  }

  private static Demand demand(Job job, int units, Map<JobId, Duration> runtimes) {
    return new Demand(
        job,
        units,
        List.of(),
        0,
        device -> runtimes.getOrDefault(job.id(), Duration.ZERO),
        device -> Optional.empty(),
        Fitness.UNTRIED);
  }

  @Test
  void whatIsLeftOfAnAttemptFollowsFromWhatItRan() {
    Duration limit = Duration.ofMinutes(20);
    Duration runtime = Duration.ofMinutes(8);

    assertEquals(runtime, Holding.left(runtime, Duration.ZERO, limit));
    assertEquals(Duration.ofMinutes(3), Holding.left(runtime, Duration.ofMinutes(5), limit));
    assertEquals(Duration.ofMinutes(2), Holding.left(runtime, Duration.ofMinutes(9), limit));
    assertEquals(Duration.ofMinutes(1), Holding.left(runtime, Duration.ofMinutes(19), limit));
    assertEquals(Duration.ZERO, Holding.left(runtime, Duration.ofMinutes(21), limit));
    Duration brief = Duration.ofSeconds(2);
    assertEquals(Match.span(brief), Holding.left(brief, brief, limit));
  }
}
