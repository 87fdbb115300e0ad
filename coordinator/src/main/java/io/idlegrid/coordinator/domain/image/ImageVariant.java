package io.idlegrid.coordinator.domain.image;

/**
 * An image for one architecture.
 *
 * @param arch as Docker and Go name it
 * @param id SHA-256 of its configuration
 * @param manifest object that lists its parts
 * @param bytes of its layers when unpacked
 */
public record ImageVariant(
    String arch, String os, String id, String manifest, int layers, long bytes) {}
