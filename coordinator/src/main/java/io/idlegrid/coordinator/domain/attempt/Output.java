package io.idlegrid.coordinator.domain.attempt;

import java.util.Optional;

/**
 * One collected file of an attempt.
 *
 * @param path relative, with forward slashes
 * @param inline the contents in base64, for small files; others are blobs
 */
public record Output(String path, long size, String sha256, Optional<String> inline) {}
