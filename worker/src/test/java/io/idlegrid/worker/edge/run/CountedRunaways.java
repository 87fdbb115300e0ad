package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.worker.loop.Held;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts who was told to stand still and ran on. */
record CountedRunaways(AtomicInteger count) implements AttemptListener {

  @Override
  public void ranOn() {
    count.incrementAndGet();
  }

  @Override
  public void ended(Held attempt, AttemptOutcome outcome) {}
}
