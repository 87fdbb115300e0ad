package io.idlegrid.coordinator.domain.attempt;

/**
 * Fences late messages. The epoch is raised durably whenever a chunk is taken and at every restart,
 * so a number never repeats for a unit, whoever grants it.
 */
public record LeaseNumber(long epoch, long counter) {}
