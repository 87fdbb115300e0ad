package io.idlegrid.coordinator.edge.blobs;

import java.io.IOException;

/** The disk has less free space than the coordinator keeps in reserve. */
public final class DiskFullException extends IOException {

  private static final long serialVersionUID = 1;

  DiskFullException(long freeBytes, long reserveBytes) {
    super(
        "the coordinator's disk has %d MiB left and keeps %d MiB in reserve"
            .formatted(freeBytes >> 20, reserveBytes >> 20));
  }
}
