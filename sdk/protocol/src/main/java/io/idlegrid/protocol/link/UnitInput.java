package io.idlegrid.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A unit's own data. Exactly one of the parts is present.
 *
 * @param value a range's value
 * @param parameters a sweep's combination
 * @param slices pieces of blobs; one is offered as a file, several (or {@code folder}) as a folder
 * @param listing an index of pieces, all of which are offered as a folder
 * @param folder whether slices are offered as a folder even when there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UnitInput(
    @Nullable Long value,
    @Nullable Map<String, Object> parameters,
    @Nullable List<Slice> slices,
    @Nullable Listing listing,
    boolean folder) {

  /**
   * An index of pieces.
   *
   * @see io.idlegrid.protocol.piece.PieceIndexReader for its format
   */
  public record Listing(String sha256, long size) {}

  /**
   * A piece of a blob, verified by its own hash.
   *
   * @param name file name to offer it under; relative, with forward slashes
   * @param blob SHA-256 of the blob that holds it
   * @param offset first byte
   * @param length bytes
   * @param sha256 of the piece; equals {@code blob} when it is the whole
   */
  public record Slice(String name, String blob, long offset, long length, String sha256) {}
}
