package io.idlegrid.coordinator.domain.unit;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Running time of a unit over all attempts that continue each other. It is one limit for all of
 * them: a unit that saves something new each time and asks to be run again would have no end.
 */
public final class RunningTime {

  /** Each attempt counts so much at least, so that one that ends at once comes to an end too. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private RunningTime() {}

  /**
   * What lies behind a checkpoint.
   *
   * @param behind what lay behind what the attempt continued from
   * @param active how long the attempt ran
   */
  static Duration after(Duration behind, Duration active) {
    return behind.plus(active.compareTo(LEAST) < 0 ? LEAST : active);
  }

  /** The outcome; that of a unit that would continue beyond its limit says so. */
  public static Outcome within(Duration limit, Duration behind, Outcome outcome) {
    boolean goesOn = outcome.kind() == Outcome.Kind.CHECKPOINTED;
    Duration all = after(behind, outcome.active());
    if (!goesOn || all.compareTo(limit) < 0) {
      return outcome;
    }
    return new Outcome(
        Outcome.Kind.TIME_LIMIT,
        outcome.exitCode(),
        "it would go on after %d s in all its attempts, and its time limit is %d s (%s)"
            .formatted(all.toSeconds(), limit.toSeconds(), outcome.detail()),
        List.of(),
        outcome.log(),
        Optional.empty(),
        outcome.active(),
        outcome.cpu(),
        outcome.started());
  }
}
