package io.idlegrid.worker.domain.availability;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Decides which attempt has to leave: one at a time, so that saving their state is no load by
 * itself.
 *
 * @param afterFrozen how long one may stand still before it has to
 */
public record LeaveRule(Duration afterFrozen) {

  /**
   * An attempt that may have to leave.
   *
   * @param runs whether its command was started and has not ended
   * @param frozenFor how long it has been standing still
   * @param isLeaving whether it was asked already
   */
  public record Candidate(boolean runs, Duration frozenFor, boolean isLeaving, long memoryBytes) {}

  /**
   * The attempt to ask.
   *
   * @param isMemoryShort whether the owner lacks memory: then the largest goes, frozen or not
   * @return its place in the list; empty when all may stay or one is leaving already
   */
  public OptionalInt choose(List<Candidate> attempts, boolean isMemoryShort) {
    if (attempts.stream().anyMatch(Candidate::isLeaving)) {
      return OptionalInt.empty();
    }
    int chosen = -1;
    for (int i = 0; i < attempts.size(); i++) {
      if (isDue(attempts.get(i), isMemoryShort)
          && (chosen < 0 || isBefore(attempts.get(i), attempts.get(chosen), isMemoryShort))) {
        chosen = i;
      }
    }
    return chosen < 0 ? OptionalInt.empty() : OptionalInt.of(chosen);
  }

  private boolean isDue(Candidate attempt, boolean isMemoryShort) {
    return attempt.runs() && (isMemoryShort || attempt.frozenFor().compareTo(afterFrozen) >= 0);
  }

  private static boolean isBefore(Candidate one, Candidate other, boolean isMemoryShort) {
    return isMemoryShort
        ? one.memoryBytes() > other.memoryBytes()
        : one.frozenFor().compareTo(other.frozenFor()) > 0;
  }
}
