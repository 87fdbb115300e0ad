package io.idlegrid.protocol.job;

/**
 * The kept end of an attempt's standard output and error.
 *
 * @param attempt what became of the attempt: {@code SUCCEEDED}, {@code FAILED}, {@code running}, …
 * @param droppedBytes bytes before the text that were not kept
 */
public record UnitLog(long unit, String attempt, String device, String text, long droppedBytes) {}
