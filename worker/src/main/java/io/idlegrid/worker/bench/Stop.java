package io.idlegrid.worker.bench;

/**
 * Lent work stood still.
 *
 * @param begin when it stood still for certain, of the monotonic clock in nanoseconds
 * @param end when it might go on; the largest number if it never did
 * @param reason why, in the words of whoever stopped it
 */
record Stop(long begin, long end, String reason) {}
