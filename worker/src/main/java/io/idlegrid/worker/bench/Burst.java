package io.idlegrid.worker.bench;

/**
 * A time in which the foreground wanted the whole device.
 *
 * @param begin of the kernel's monotonic clock, which all programs share, in nanoseconds
 * @param plannedMillis how long it takes when nothing else runs
 */
record Burst(long begin, long end, double plannedMillis) {

  double millis() {
    return (end - begin) / 1e6;
  }
}
