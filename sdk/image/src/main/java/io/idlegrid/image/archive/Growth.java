package io.idlegrid.image.archive;

import java.io.IOException;

/** Counts what comes out of something packed, and stops what grows beyond its limits. */
final class Growth {

  private final String place;
  private final ImageLimits limits;
  private final Packed packed;
  private long bytes;

  /** Tells how many packed bytes were read so far. */
  @FunctionalInterface
  interface Packed {
    long bytes() throws IOException;
  }

  Growth(String place, ImageLimits limits, Packed packed) {
    this.place = place;
    this.limits = limits;
    this.packed = packed;
  }

  long bytes() {
    return bytes;
  }

  void add(long more) throws IOException {
    bytes += more;
    if (bytes > limits.bytes()) {
      throw new ImageException(
          "image.too-large",
          place,
          "the image has more than %d MiB when unpacked".formatted(limits.bytes() >> 20),
          "devices are small: leave out what the program does not need");
    }
    if (bytes > ImageLimits.RATIO_FROM && bytes / Math.max(1, packed.bytes()) > limits.ratio()) {
      throw new ImageException(
          "image.bomb",
          place,
          "it grows more than %d times when unpacked".formatted(limits.ratio()),
          "leave out files of nothing but zeros");
    }
  }
}
