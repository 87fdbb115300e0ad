package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.LeaseRef;
import java.time.Duration;

/**
 * How an attempt stands on this device.
 *
 * @param runs whether its command was started and has not ended
 * @param frozenFor how long it has been standing still; zero while it does not
 * @param isLeaving whether it was asked to save its state and end
 * @param memoryBytes memory that it was promised
 */
public record AttemptStanding(
    LeaseRef lease, boolean runs, Duration frozenFor, boolean isLeaving, long memoryBytes) {}
