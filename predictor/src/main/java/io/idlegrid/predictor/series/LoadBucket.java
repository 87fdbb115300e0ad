package io.idlegrid.predictor.series;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of stored load, for charts.
 *
 * @param start when the stretch begins
 * @param length how long it is
 * @param mean mean load in percent, to half a percent
 * @param peak maximum of the samples inside in percent, rounded up to half a percent
 */
public record LoadBucket(Instant start, Duration length, double mean, double peak) {}
