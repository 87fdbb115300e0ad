package io.idlegrid.predictor;

import java.time.Instant;

/**
 * What a training step did.
 *
 * @param at the instant that the caller named
 * @param fitted whether new trees were put into use
 * @param examples examples in the pool
 * @param rows rows fitted on, all horizons together
 * @param detail in words, for people and logs
 */
public record TrainingReport(Instant at, boolean fitted, int examples, int rows, String detail) {}
