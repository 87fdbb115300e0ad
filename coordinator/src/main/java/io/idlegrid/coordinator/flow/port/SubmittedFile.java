package io.idlegrid.coordinator.flow.port;

/**
 * The job file of a job as it was submitted, to start another job from.
 *
 * @param json the file in JSON, whatever it was written in
 */
public record SubmittedFile(String json) {}
