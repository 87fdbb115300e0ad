package io.idlegrid.protocol.image;

/**
 * An image that a device is to have before it needs it.
 *
 * @param digest of the image's index
 * @param account that wants it there, for the owner to judge
 */
public record ImageWish(String digest, String account) {}
