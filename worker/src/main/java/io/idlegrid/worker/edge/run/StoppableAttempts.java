package io.idlegrid.worker.edge.run;

import java.util.List;

/** The attempts of this device, as far as they can be stopped where they stand. */
public interface StoppableAttempts {

  /**
   * What is wanted of them.
   *
   * @param areStopped all stand still, but for those that are to leave
   * @param cores CPU for which there is {@link io.idlegrid.worker.domain.availability.Room}
   * @param mostThaws how many may go on at once
   */
  record Wish(boolean areStopped, double cores, int mostThaws) {}

  /**
   * What came of it.
   *
   * @param areWaiting whether some may go on that still stand still
   * @param failures what could not be done, in words
   */
  record Settled(boolean areWaiting, List<String> failures) {

    public Settled {
      failures = List.copyOf(failures);
    }
  }

  /** Brings them closer to what is wanted; to be called again and again. */
  Settled settle(Wish wish);

  /**
   * Whether one of them saves its state to leave, for which it has to run. Answers at once: it is
   * asked before anything is stopped.
   */
  boolean areLeaving();
}
