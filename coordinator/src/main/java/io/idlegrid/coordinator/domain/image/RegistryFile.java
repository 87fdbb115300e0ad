package io.idlegrid.coordinator.domain.image;

/**
 * A layer as a registry has it, compressed or not. Durable.
 *
 * @param digest {@code sha256:…}
 */
public record RegistryFile(String digest, long bytes) {}
