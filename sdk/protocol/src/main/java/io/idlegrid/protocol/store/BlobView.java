package io.idlegrid.protocol.store;

/**
 * How much of a blob is here.
 *
 * @param size bytes stored, of a complete blob; 0 otherwise
 * @param received bytes of an upload under way; {@code size} when complete
 * @param complete whether the blob can be used
 */
public record BlobView(String sha256, long size, long received, boolean complete) {}
