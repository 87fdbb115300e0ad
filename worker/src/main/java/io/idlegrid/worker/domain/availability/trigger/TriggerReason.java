package io.idlegrid.worker.domain.availability.trigger;

/** Why attempts have to give way, in words for the owner, the log and telemetry. */
public record TriggerReason(Trigger trigger, String text) {}
