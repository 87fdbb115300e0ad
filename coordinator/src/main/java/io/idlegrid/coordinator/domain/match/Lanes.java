package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.Condition.Room;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;
import java.time.Duration;

/**
 * How many units of a job can run side by side on a device, and how many it may hold. Units that
 * take seconds are granted several per lane, so that a device does not wait for the network between
 * them.
 *
 * @param fitting lanes that fit beside the other jobs' attempts
 * @param forecast of these, lanes for which the forecast promises enough idle capacity
 * @param held attempts of this job held already
 * @param perLane attempts that a lane may hold
 * @param room attempts of this job that the device can hold at all, whatever the forecast says
 * @param shortOf what is used up when nothing more fits
 * @param span how long all that runs then goes on: a lane's attempts together, or other jobs'
 *     attempts where these take longer
 * @param ownSpan how long a lane's attempts take together
 * @param othersPercent CPU of the other jobs' attempts, in percent of the device
 * @param lanePercent CPU of one lane, in percent of the device
 * @param memory what the forecast of memory says of so many lanes
 */
record Lanes(
    int fitting,
    int forecast,
    int held,
    int perLane,
    long room,
    String shortOf,
    Duration span,
    Duration ownSpan,
    double othersPercent,
    double lanePercent,
    MemoryRoom memory) {

  /** Work to hold per lane, as time; more would only delay units that others could do. */
  static final Duration AHEAD = Duration.ofSeconds(8);

  /** Attempts per lane at most, however short they are. */
  static final int MOST_AHEAD = 256;

  /** Lanes at most; what a device says of itself may be anything. */
  private static final int MOST_LANES = 1_024;

  static Lanes of(Demand demand, Offer offer, Room room) {
    JobId job = demand.job().id();
    Need need = demand.job().spec().need();
    Duration runtime = demand.runtime().apply(offer.device().id());
    int perLane = perLane(runtime);
    int held = offer.holding(job).map(Holding::attempts).orElse(0);
    double cores = offer.coresFor(need);
    // A device that lends no CPU at all has room for nothing.
    double byCpu = cores > 0 ? (room.cpuCores() - offer.coresInUse(job) + 1e-9) / cores : 0;
    double byMemory = (room.memoryBytes() - offer.memoryInUse(job)) / (double) need.memoryBytes();
    double byDisk = (room.diskBytes() - offer.diskInUse(job)) / (double) need.diskBytes();
    double scarcest = Math.min(byCpu, Math.min(byMemory, byDisk));
    // A replica of a service beside another would fall together with it.
    int mostLanes = demand.job().spec().isEndless() ? 1 : MOST_LANES;
    int fitting = (int) Math.max(0, Math.min(mostLanes, Math.floor(scarcest)));
    long byQueue = (long) room.queue() - offer.attempts() + held;
    long most = Math.min((long) fitting * perLane, byQueue);
    boolean hasOne = mostLanes == 1 && held > 0;
    String shortOf =
        hasOne
            ? "its one replica"
            : byQueue <= held && fitting > 0 ? "queue" : scarcest(byCpu, byMemory, byDisk);
    int allCores = offer.device().facts().map(facts -> facts.cores()).orElse(1);
    Duration ownSpan = Match.span(runtime);
    Duration span = longer(ownSpan, offer.othersLeft(job));
    double others = 100 * offer.coresInUse(job) / allCores;
    double lane = 100 * cores / allCores;
    MemoryRoom memory = MemoryRoom.of(offer, job, need);
    int allowed = forecastLanes(offer, memory, fitting, others, lane, span);
    return new Lanes(
        fitting, allowed, held, perLane, most, shortOf, span, ownSpan, others, lane, memory);
  }

  /** Attempts that may be added now. */
  int spare() {
    return (int) Math.max(0, Math.min(room, (long) forecast * perLane) - held);
  }

  /** Attempts that may be added so that each has a lane of its own. */
  int spareLanes() {
    return Math.max(0, Math.min(spare(), forecast - held));
  }

  /** Whether nothing more fits even on an idle device. */
  boolean isFull() {
    return room <= held;
  }

  /** CPU of all attempts together when one more lane runs. */
  double percentWithOneMore() {
    return percentWith(Math.min(held + 1, Math.max(1, fitting)));
  }

  /** CPU of all attempts together when so many lanes run. */
  double percentWith(int lanes) {
    return Math.min(100, othersPercent + lanes * lanePercent);
  }

  /** How many units of this length a lane may hold. */
  static int perLane(Duration runtime) {
    long millis = Math.max(1, runtime.toMillis());
    return (int) Math.max(1, Math.min(MOST_AHEAD, AHEAD.toMillis() / millis));
  }

  /**
   * What is granted now runs beside what was granted before: the owner's risk is one for all of it,
   * as long as any of it runs. So the forecast is asked for the sum, over the longest.
   */
  private static Duration longer(Duration own, Duration others) {
    return own.compareTo(others) >= 0 ? own : others;
  }

  private static String scarcest(double byCpu, double byMemory, double byDisk) {
    if (byCpu <= byMemory && byCpu <= byDisk) {
      return "CPU";
    }
    return byMemory <= byDisk ? "memory" : "disk";
  }

  private static int forecastLanes(
      Offer offer, MemoryRoom memory, int fitting, double others, double lane, Duration span) {
    double promise = 1 - offer.risk();
    int allowed = 0;
    while (allowed < fitting
        && offer.outlook().idleProbability(Math.min(100, others + (allowed + 1) * lane), span)
            >= promise
        && memory.probability(allowed + 1, span) >= promise) {
      allowed++;
    }
    return allowed;
  }
}
