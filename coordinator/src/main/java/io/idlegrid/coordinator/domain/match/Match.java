package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses unit–device pairs. Jobs of the highest priority go first; jobs of equal priority take
 * turns, the one with the fewest running attempts first. A job fills lanes on every device that it
 * may use before units queue up behind others.
 */
public final class Match {

  private final Map<DeviceId, Offer> offers = new LinkedHashMap<>();
  private final List<Assignment> assignments = new ArrayList<>();
  private final Instant now;
  private final long seed;
  private int promised;
  private int refused;

  private Match(List<Offer> offers, Instant now, long seed) {
    offers.forEach(offer -> this.offers.put(offer.device().id(), offer));
    this.now = now;
    this.seed = seed;
  }

  /**
   * What a round came to.
   *
   * @param promised pairs in which the forecast alone decided, and promised enough
   * @param refused pairs in which the forecast alone decided, and did not
   */
  public record Round(List<Assignment> assignments, int promised, int refused) {

    public Round {
      assignments = List.copyOf(assignments);
    }
  }

  /**
   * One round over the given jobs and devices.
   *
   * @param seed orders devices for {@link Placement#RANDOM}
   */
  public static Round round(List<Demand> demands, List<Offer> offers, Instant now, long seed) {
    Match match = new Match(offers, now, seed);
    Map<Integer, List<Demand>> byPriority = new TreeMap<>(Comparator.reverseOrder());
    demands.stream()
        .filter(Demand::hasReady)
        .forEach(
            demand ->
                byPriority
                    .computeIfAbsent(
                        demand.job().spec().policy().priority(), any -> new ArrayList<>())
                    .add(demand));
    byPriority.values().forEach(match::serve);
    return new Round(match.assignments, match.promised, match.refused);
  }

  /** How long a lane with as many units as it may hold takes, if each takes this long. */
  public static Duration span(Duration runtime) {
    return runtime.multipliedBy(Lanes.perLane(runtime));
  }

  private void serve(List<Demand> equals) {
    List<Turn> turns =
        equals.stream()
            .sorted(
                Comparator.comparingLong(Demand::running)
                    .thenComparing(demand -> demand.job().submittedAt())
                    .thenComparing(demand -> demand.job().id()))
            .map(demand -> new Turn(demand, candidates(demand)))
            .toList();
    takeTurns(turns, false);
    takeTurns(turns, true);
  }

  /** Goes round until nobody can take more; {@code ahead} also fills queues behind busy lanes. */
  private void takeTurns(List<Turn> turns, boolean ahead) {
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Turn turn : turns) {
        progress |= turn.takeOne(ahead);
      }
      if (!progress) {
        for (Turn turn : turns) {
          progress |= turn.startOver();
        }
      }
    }
    turns.forEach(Turn::reset);
  }

  private List<DeviceId> candidates(Demand demand) {
    List<Offer> fitting = new ArrayList<>();
    for (Offer offer : offers.values()) {
      List<Veto> vetoes = Eligibility.vetoes(demand, offer, now);
      if (vetoes.isEmpty()) {
        promised++;
        fitting.add(offer);
      } else if (vetoes.stream().allMatch(veto -> veto.reason() == Veto.Reason.FORECAST)) {
        refused++;
      }
    }
    fitting.sort(preference(demand));
    return fitting.stream().map(offer -> offer.device().id()).toList();
  }

  private Comparator<Offer> preference(Demand demand) {
    Comparator<Offer> byId = Comparator.comparing(offer -> offer.device().id());
    // Every candidate is idle for long enough; moving an image costs its link and its disk.
    Comparator<Offer> leastToMove =
        Comparator.comparingLong(offer -> offer.bytesToMove(demand.job().spec()));
    return switch (demand.job().spec().policy().placement()) {
      case WINDOW ->
          leastToMove
              .thenComparing(
                  Comparator.comparing((Offer offer) -> window(demand, offer)).reversed())
              .thenComparing(byId);
      case SPREAD -> Comparator.comparingInt(Offer::attempts).thenComparing(byId);
      case BINPACK ->
          Comparator.comparingDouble((Offer offer) -> freeCores(demand, offer)).thenComparing(byId);
      case RANDOM -> Comparator.comparingLong(this::shuffled).thenComparing(byId);
    };
  }

  private static Duration window(Demand demand, Offer offer) {
    return offer
        .condition()
        .map(condition -> Lanes.of(demand, offer, condition.room()))
        .map(lanes -> offer.outlook().idleWindow(lanes.percentWithOneMore(), offer.risk()))
        .orElse(Duration.ZERO);
  }

  private static double freeCores(Demand demand, Offer offer) {
    return offer
        .condition()
        .map(condition -> condition.room().cpuCores() - offer.coresInUse(demand.job().id()))
        .orElse(0.0);
  }

  /** A well-mixed number per device: the finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private long shuffled(Offer offer) {
    long z = seed + offer.device().id().hashCode() * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** One job's walk over its candidates. */
  private final class Turn {

    private final Demand demand;
    private final List<DeviceId> candidates;
    private final List<Demand.SpecialUnit> special;
    private long plain;
    private int next;
    private boolean tookInThisWalk;

    Turn(Demand demand, List<DeviceId> candidates) {
      this.demand = demand;
      this.candidates = candidates;
      this.special = new ArrayList<>(demand.special());
      this.plain = demand.plainReady();
    }

    /** Takes a helping from the next device that can give one. */
    boolean takeOne(boolean ahead) {
      while (next < candidates.size() && (plain > 0 || !special.isEmpty())) {
        Offer offer = offers.get(candidates.get(next));
        if (offer == null || !takeFrom(offer, ahead)) {
          next++;
          continue;
        }
        if (demand.job().spec().policy().placement() != Placement.BINPACK) {
          next++;
        }
        tookInThisWalk = true;
        return true;
      }
      return false;
    }

    /** Another walk makes sense while the last one gave something. */
    boolean startOver() {
      boolean again = tookInThisWalk && (plain > 0 || !special.isEmpty());
      reset();
      return again;
    }

    void reset() {
      next = 0;
      tookInThisWalk = false;
    }

    private boolean takeFrom(Offer offer, boolean ahead) {
      if (offer.condition().isEmpty()) {
        return false;
      }
      Lanes lanes = Lanes.of(demand, offer, offer.condition().get().room());
      int helping = helping(lanes, ahead);
      List<Long> chosen = takeSpecial(offer.device().id(), helping);
      int plainChosen = (int) Math.min(plain, helping - chosen.size());
      if (chosen.isEmpty() && plainChosen <= 0) {
        return false;
      }
      plain -= plainChosen;
      int attempts = lanes.held() + chosen.size() + plainChosen;
      int running = Math.max(1, Math.min(lanes.forecast(), attempts));
      Holding held =
          new Holding(
              demand.job().id(), attempts, running, demand.job().spec().need(), lanes.ownSpan());
      offers.put(offer.device().id(), offer.with(held));
      assignments.add(
          new Assignment(
              demand.job().id(),
              offer.device().id(),
              plainChosen,
              chosen,
              running,
              lanes.percentWith(running),
              lanes.span()));
      return true;
    }

    private int helping(Lanes lanes, boolean ahead) {
      if (ahead) {
        // Near the end of a job, queues would keep units from devices that are free.
        long fair = plain / (2L * Math.max(1, candidates.size()));
        return (int) Math.min(lanes.spare(), fair);
      }
      int free = lanes.spareLanes();
      return demand.job().spec().policy().placement() == Placement.SPREAD
          ? Math.min(1, free)
          : free;
    }

    private List<Long> takeSpecial(DeviceId device, int most) {
      List<Long> chosen = new ArrayList<>();
      for (var units = special.iterator(); units.hasNext() && chosen.size() < most; ) {
        Demand.SpecialUnit unit = units.next();
        if (!unit.notOn().contains(device) && !unit.triedOn().contains(device)) {
          chosen.add(unit.unit());
          units.remove();
        }
      }
      return chosen;
    }
  }
}
