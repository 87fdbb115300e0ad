package io.idlegrid.coordinator.domain.job;

/**
 * A read-only input that all units of a job share.
 *
 * @param role {@code code} for the program's files, otherwise the name the command uses
 * @param sha256 of the blob, lower-case hex
 * @param size in bytes
 * @param archive whether it is unpacked into a folder
 */
public record ArtifactUse(String role, String sha256, long size, boolean archive) {}
