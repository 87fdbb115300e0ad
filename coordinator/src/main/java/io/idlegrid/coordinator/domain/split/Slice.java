package io.idlegrid.coordinator.domain.split;

/**
 * A piece of a blob.
 *
 * @param name file name to show it under; relative, with forward slashes
 * @param blob SHA-256 of the blob that holds it
 * @param offset first byte
 * @param length bytes
 * @param sha256 of the piece itself; equals {@code blob} when it is the whole
 */
public record Slice(String name, String blob, long offset, long length, String sha256) {}
