package io.idlegrid.coordinator.domain.split;

import java.util.List;
import java.util.Map;

/** What one unit works on. */
public sealed interface UnitInput {

  /** A range's value. */
  record Value(long value) implements UnitInput {}

  /** A sweep's combination, in the submitter's order. */
  record Parameters(Map<String, Object> values) implements UnitInput {}

  /**
   * Pieces of blobs.
   *
   * @param folder whether they are seen as a folder rather than one file
   */
  record Slices(List<Slice> slices, boolean folder) implements UnitInput {
    public Slices {
      slices = List.copyOf(slices);
    }
  }

  /**
   * All pieces of an index of pieces, as a folder: what a merge program works on.
   *
   * @param index SHA-256 of the index
   * @param size of the index in bytes
   */
  record Listing(String index, long size) implements UnitInput {}
}
