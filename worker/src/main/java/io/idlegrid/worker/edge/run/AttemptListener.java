package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.worker.loop.Held;

/** Hears of attempts for the owner's sake; called by their threads, so it must not wait. */
public interface AttemptListener {

  /** Nobody listens. */
  AttemptListener NOBODY =
      new AttemptListener() {
        @Override
        public void ranOn() {}

        @Override
        public void ended(Held attempt, AttemptOutcome outcome) {}
      };

  /** An attempt was told to stand still and ran on. */
  void ranOn();

  /** An attempt that ran has ended. */
  void ended(Held attempt, AttemptOutcome outcome);
}
