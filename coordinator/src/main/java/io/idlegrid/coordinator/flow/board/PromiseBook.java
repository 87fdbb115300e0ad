package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.promise.Promise;
import io.idlegrid.coordinator.domain.promise.Promise.Fate;
import io.idlegrid.coordinator.domain.promise.PromiseAlarm;
import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device was promised, held against what it reports. Bounded: a record of days, some open
 * promises, one open look at a forecast.
 */
public final class PromiseBook {

  /** More promises than that at a time are not judged; the lanes of a device are fewer. */
  private static final int MOST_OPEN = 128;

  /** Spans whose quantiles are looked at, one after the other. */
  private static final List<Duration> SPANS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(60));

  private static final Duration COUNT_EVERY = Duration.ofMinutes(1);

  private final List<OpenPromise> open = new ArrayList<>();
  private PromiseRecord record = PromiseRecord.EMPTY;
  private PromiseTally uncounted = PromiseTally.NONE;
  private Instant countedAt = Instant.EPOCH;
  private Instant lastEnd = Instant.MIN;
  private @Nullable Look look;
  private int nextSpan;
  private @Nullable Lately lately;

  private record Lately(Instant day, PromiseTally sum) {}

  /** A forecast's quantiles, and the load seen since by a promise that wants nothing. */
  private record Look(List<Double> quantiles, OpenPromise watched) {}

  /**
   * A promise that came to its end.
   *
   * @param isEvidence whether it overlapped no other that is, and was seen
   */
  public record Judged(Promise promise, Fate fate, boolean isEvidence) {}

  public PromiseRecord record() {
    return record;
  }

  /** What was counted within the window; reckoned anew when something was counted since. */
  public PromiseTally lately(Instant now) {
    Lately known = lately;
    Instant day = now.truncatedTo(ChronoUnit.DAYS);
    if (known == null || !known.day().equals(day)) {
      known = new Lately(day, record.lately(now));
      lately = known;
    }
    return known.sum();
  }

  /** Takes over what was known before a restart. */
  public void restore(PromiseRecord known) {
    record = known;
    lately = null;
  }

  public void alarm(PromiseAlarm newer) {
    record = record.with(newer);
  }

  /** A grant was made. */
  public void promised(Promise promise, Collection<AttemptId> attempts) {
    OpenPromise last = open.isEmpty() ? null : open.get(open.size() - 1);
    if (last != null && last.promise().from().equals(promise.from())) {
      last.join(promise, attempts);
    } else if (open.size() < MOST_OPEN) {
      boolean isEvidence = open.stream().noneMatch(OpenPromise::isEvidence);
      open.add(new OpenPromise(promise, attempts, isEvidence));
    }
  }

  /** An attempt stands still. */
  public void froze(AttemptId attempt) {
    open.forEach(promise -> promise.froze(attempt));
  }

  /** An attempt runs no more. */
  public void ended(AttemptId attempt) {
    open.forEach(promise -> promise.ended(attempt));
  }

  /** For which span a forecast should be looked at now; empty while another look is open. */
  public Optional<Duration> spanToLookAt() {
    return look == null ? Optional.of(SPANS.get(nextSpan)) : Optional.empty();
  }

  /** A forecast says that peaks over the span stay within these quantiles. */
  public void look(List<Double> quantiles, Duration span, Instant now) {
    Promise watched = new Promise(now, span, 0, .5);
    look = new Look(List.copyOf(quantiles), new OpenPromise(watched, List.of(), false));
    nextSpan = (nextSpan + 1) % SPANS.size();
  }

  /** The device reports; what was heard before, or goes back in time, is left out. */
  public void saw(List<Load> means) {
    for (Load mean : means) {
      Instant start = mean.end().minus(mean.span());
      if (mean.end().isAfter(lastEnd) && Double.isFinite(mean.hostPercent())) {
        lastEnd = mean.end();
        open.forEach(promise -> promise.saw(start, mean.end(), mean.hostPercent()));
        if (look != null) {
          look.watched().saw(start, mean.end(), mean.hostPercent());
        }
        uncounted =
            uncounted.with(mean.span().toMillis() / 1000.0, mean.hostPercent(), mean.ownPercent());
      }
    }
  }

  /** Counts what has come to its end, and tells it. */
  public List<Judged> settle(Instant now) {
    List<Judged> judged = new ArrayList<>();
    for (OpenPromise promise : List.copyOf(open)) {
      promise
          .fate(now)
          .ifPresent(
              fate -> {
                open.remove(promise);
                uncounted = uncounted.with(fate, promise.promise().risk(), promise.wasFrozen());
                boolean isEvidence = promise.isEvidence() && fate != Fate.UNSEEN;
                judged.add(new Judged(promise.promise(), fate, isEvidence));
              });
    }
    settleLook(now);
    if (!now.isBefore(countedAt.plus(COUNT_EVERY)) || !judged.isEmpty()) {
      record = record.counting(now, uncounted);
      lately = null;
      uncounted = PromiseTally.NONE;
      countedAt = now;
    }
    return judged;
  }

  private void settleLook(Instant now) {
    Look ended = look;
    if (ended != null && !now.isBefore(ended.watched().promise().until())) {
      look = null;
      if (ended.watched().fate(now).equals(Optional.of(Fate.KEPT))) {
        uncounted = uncounted.with(ended.quantiles(), ended.watched().peak());
      }
    }
  }
}
