package io.idlegrid.coordinator.domain.image;

/**
 * A layer whose parts are here.
 *
 * @param diffId SHA-256 of its tar
 * @param bytes of its tar
 * @param recipe object that lists its parts
 */
public record StoredLayer(String diffId, long bytes, String recipe) {}
