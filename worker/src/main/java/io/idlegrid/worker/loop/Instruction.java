package io.idlegrid.worker.loop;

import io.idlegrid.protocol.image.ImageWish;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.WorkerMessage;
import java.time.Duration;
import java.util.List;

/** Something the agent wants done. Carrying it out never blocks the loop. */
public sealed interface Instruction {

  /** Try to connect after a while. */
  record Connect(Duration after) implements Instruction {}

  /** Give the connection up. */
  record Disconnect(String reason) implements Instruction {}

  /** Send over the connection, if it is there. */
  record Send(WorkerMessage message) implements Instruction {}

  /** Fetch what a unit needs and run it; its end comes back as {@link Event.Ended}. */
  record Run(Held attempt) implements Instruction {}

  /**
   * Stop an attempt.
   *
   * @param isWanted whether what it has so far should be saved and reported; otherwise its end is
   *     of no interest
   */
  record Stop(LeaseRef lease, String reason, boolean isWanted) implements Instruction {}

  /**
   * Let all attempts stand where they are, but for those that were asked to end; or go on.
   *
   * @param isWanted whether they are to stand still
   */
  record StandStill(boolean isWanted) implements Instruction {}

  /** End an attempt at once, whatever it is; its end is of no interest. */
  record Kill(LeaseRef lease, String reason) implements Instruction {}

  /** Report new log text of exactly these attempts. */
  record Follow(List<LeaseRef> leases) implements Instruction {}

  /** Have exactly these images here, as far as the owner lets; the most wanted first. */
  record WantImages(List<ImageWish> wishes) implements Instruction {}

  /** Remember an attempt over a crash or reboot. */
  record Remember(Held attempt) implements Instruction {}

  /** Forget an attempt that was remembered. */
  record Forget(LeaseRef lease) implements Instruction {}

  /** All is said: the agent may end. */
  record Exit() implements Instruction {}
}
