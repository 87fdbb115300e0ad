package io.idlegrid.protocol.piece;

/**
 * A named piece of a blob: an input of a unit, or one of its output files.
 *
 * @param unit the unit it belongs to
 * @param name relative path with forward slashes
 * @param blob SHA-256 of the blob that holds it
 * @param offset first byte within the blob
 * @param length bytes
 * @param sha256 of the piece itself; equals {@code blob} when it is the whole
 * @param crc32 of the piece, as zip files want it
 */
public record Piece(
    long unit, String name, String blob, long offset, long length, String sha256, int crc32) {}
