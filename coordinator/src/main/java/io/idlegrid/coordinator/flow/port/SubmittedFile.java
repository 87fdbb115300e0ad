package io.idlegrid.coordinator.flow.port;

/**
 * What a job was submitted as, to start another one from.
 *
 * @param json the job file in JSON, whatever it was written in; of a service, its Compose file
 */
public record SubmittedFile(String json) {}
