package io.idlegrid.coordinator.edge.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what goes through the coordinator's door over the last day. Kept in memory: a restart
 * begins anew, and the figures say since when they count.
 */
public final class Activity {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SAMPLE = Duration.ofMinutes(10);

  /** Figures stay the same for as long, or the stream would never rest for telling of itself. */
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Sample before;
  private Lately answer;
  private volatile People people = new People(0, 0);

  private record Sample(Instant at, long received, long sent, long calls) {}

  /**
   * People of the last day, from the coordinator's books: no restart forgets them.
   *
   * @param visits times that somebody was let in
   * @param newAccounts accounts that were made
   */
  public record People(long visits, long newAccounts) {}

  /**
   * What there was since a moment, a day ago at most.
   *
   * @param receivedBytes over all connections of clients and devices, encryption included
   * @param calls of the API's routes, whatever they were answered
   * @param receivedPerSecond bytes, over the last few seconds
   */
  public record Lately(
      Instant since,
      long receivedBytes,
      long sentBytes,
      long calls,
      double receivedPerSecond,
      double sentPerSecond,
      double callsPerSecond,
      People people) {}

  /** Begins to count. */
  public Activity(Instant now) {
    before = new Sample(now, 0, 0, 0);
    samples.add(before);
    answer = new Lately(now, 0, 0, 0, 0, 0, 0, people);
  }

  public void received(long bytes) {
    received.add(bytes);
  }

  public void sent(long bytes) {
    sent.add(bytes);
  }

  /** A route of the API was called. */
  public void called() {
    calls.increment();
  }

  /** Tells who came, as it was counted elsewhere. */
  public void people(People newer) {
    people = newer;
  }

  /** The figures of the moment; the same ones for some seconds. To be asked every ten minutes. */
  public synchronized Lately lately(Instant now) {
    if (now.isBefore(before.at().plus(REFRESH))) {
      return answer;
    }
    Sample latest = new Sample(now, received.sum(), sent.sum(), calls.sum());
    forget(now);
    Sample first = samples.getFirst();
    double seconds = Duration.between(before.at(), now).toMillis() / 1000.0;
    answer =
        new Lately(
            first.at(),
            latest.received() - first.received(),
            latest.sent() - first.sent(),
            latest.calls() - first.calls(),
            (latest.received() - before.received()) / seconds,
            (latest.sent() - before.sent()) / seconds,
            (latest.calls() - before.calls()) / seconds,
            people);
    if (!now.isBefore(samples.getLast().at().plus(SAMPLE))) {
      samples.addLast(latest);
    }
    before = latest;
    return answer;
  }

  /** What is older than a day goes; the newest sample stays, however old. */
  private void forget(Instant now) {
    Instant dayAgo = now.minus(DAY);
    while (samples.size() > 1 && samples.getFirst().at().isBefore(dayAgo)) {
      samples.removeFirst();
    }
  }
}
