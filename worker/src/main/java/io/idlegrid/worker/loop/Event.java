package io.idlegrid.worker.loop;

import io.idlegrid.protocol.device.Harm;
import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.protocol.device.Telemetry.Terms;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.MirrorState;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import io.idlegrid.worker.domain.group.ServiceReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened to the device, its link or its attempts. */
public sealed interface Event {

  /** Time passed. */
  record Tick() implements Event {}

  /** The connection is there; nothing was said yet. */
  record LinkUp() implements Event {}

  /** The connection broke or could not be made. */
  record LinkDown(String reason) implements Event {}

  /** The coordinator said something. */
  record Received(CoordinatorMessage message) implements Event {}

  /** A mean of the load. */
  record Loaded(LoadSample sample) implements Event {}

  /**
   * How the device is.
   *
   * @param room what attempts may use together now
   * @param temperature in °C; absent when unknown
   * @param hostMemory percent of the device's memory that attempts did not take
   * @param terms what the owner asks of the grid
   */
  record Measured(
      long memoryAvailableBytes,
      long diskFreeBytes,
      @Nullable Double temperature,
      Room room,
      double hostMemory,
      Terms terms)
      implements Event {}

  /** The guard changed its mind: attempts were stopped where they stand, or go on. */
  record Guarded(Availability state) implements Event {}

  /** An attempt moved on: {@code fetching}, {@code running}, {@code frozen}, {@code collecting}. */
  record Progressed(LeaseRef lease, String phase, long activeMillis, long cpuMillis)
      implements Event {}

  /** An attempt ended by itself or because it was told to. */
  record Ended(AttemptOutcome outcome) implements Event {}

  /** New text in the log of a followed attempt. */
  record Logged(LeaseRef lease, long offset, String text) implements Event {}

  /** How the services of a group are. */
  record Services(LeaseRef lease, List<ServiceReport> services) implements Event {}

  /** The images of this device, and how far those are that were wished for. */
  record Images(List<ImageState> states) implements Event {}

  /** How the registry is that this device reads from as a cache. */
  record Mirrored(MirrorState state) implements Event {}

  /** What lending may have cost the owner, by the latest days. */
  record Harmed(Harm harm) implements Event {}

  /** An attempt has to leave the device with what it has so far. */
  record MustLeave(LeaseRef lease, String reason) implements Event {}

  /** The owner says what to do, without the coordinator. */
  record OwnerSays(OwnerWish wish) implements Event {}

  /** The agent is to end: give everything back. */
  record ShutDown() implements Event {}

  /** What an owner may wish. */
  enum OwnerWish {
    /** Lend as usual. */
    LEND,
    /** Finish what runs, take nothing new. */
    FINISH,
    /** Stop what runs, take nothing new. */
    PAUSE
  }
}
