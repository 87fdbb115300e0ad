package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.promise.Promise;
import io.idlegrid.coordinator.domain.promise.Promise.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A promise whose attempts run, and the host load that was seen since it was made. */
final class OpenPromise {

  /** Longer without a sample, and nobody knows what the owner did meanwhile. */
  static final Duration LONGEST_GAP = Duration.ofSeconds(6);

  private final Set<AttemptId> running;
  private final boolean isEvidence;
  private Promise promise;
  private Instant seenUntil;
  private Duration seen = Duration.ZERO;
  private double peak;
  private boolean hasGap;
  private boolean wasFrozen;

  /**
   * @param isEvidence whether it overlaps no other promise that is, so that they say something each
   */
  OpenPromise(Promise promise, Collection<AttemptId> attempts, boolean isEvidence) {
    this.promise = promise;
    this.running = new HashSet<>(attempts);
    this.isEvidence = isEvidence;
    this.seenUntil = promise.from();
  }

  Promise promise() {
    return promise;
  }

  boolean isEvidence() {
    return isEvidence;
  }

  boolean wasFrozen() {
    return wasFrozen;
  }

  /** Highest host load seen. */
  double peak() {
    return peak;
  }

  /** Another grant in the same breath. */
  void join(Promise other, Collection<AttemptId> attempts) {
    promise = promise.with(other);
    running.addAll(attempts);
  }

  void froze(AttemptId attempt) {
    wasFrozen |= running.contains(attempt);
  }

  void ended(AttemptId attempt) {
    running.remove(attempt);
  }

  /** Takes a mean of the host load; what lies partly outside says nothing. */
  void saw(Instant start, Instant end, double hostPercent) {
    if (start.isBefore(promise.from()) || end.isAfter(promise.until())) {
      return;
    }
    hasGap |= start.isAfter(seenUntil.plus(LONGEST_GAP));
    seenUntil = end;
    seen = seen.plus(Duration.between(start, end));
    peak = Math.max(peak, hostPercent);
  }

  /** How it ended, if it did; kept is what was seen for at least half of the time. */
  Optional<Fate> fate(Instant now) {
    if (!promise.allows(peak)) {
      return Optional.of(Fate.BROKEN);
    }
    boolean isOver = running.isEmpty() || !now.isBefore(promise.until());
    if (!isOver) {
      return Optional.empty();
    }
    Instant end = now.isBefore(promise.until()) ? now : promise.until();
    boolean isSeen = seen.multipliedBy(2).compareTo(Duration.between(promise.from(), end)) >= 0;
    boolean isUnseen = hasGap || !isSeen || end.isAfter(seenUntil.plus(LONGEST_GAP));
    return Optional.of(isUnseen ? Fate.UNSEEN : Fate.KEPT);
  }
}
