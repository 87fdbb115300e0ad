package io.idlegrid.coordinator.domain.credit;

import io.idlegrid.coordinator.domain.fleet.RemovedDevice;

/** A device that was removed, and what it had earned. */
public record FormerDevice(RemovedDevice device, Standing standing) {}
