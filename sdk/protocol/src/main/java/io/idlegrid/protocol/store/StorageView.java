package io.idlegrid.protocol.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What takes the space of the coordinator's disk.
 *
 * @param parts folders of the data
 * @param waitingBytes of blobs that nothing uses any more and that will be dropped
 * @param accounts what accounts keep, the most first
 */
public record StorageView(
    long freeBytes, List<Part> parts, long waitingBytes, List<OfAccount> accounts) {

  /**
   * A folder of the data.
   *
   * @param what {@code blobs}, {@code images}, {@code ignite} (rows and their log) or {@code
   *     forecast}
   */
  public record Part(String what, long bytes) {}

  /**
   * What an account keeps. What several keep is stored once and counts for each.
   *
   * @param leaving bytes that it deleted and that are still on the disk
   * @param mostBytes its quota; absent when it has none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OfAccount(
      String account,
      long uploads,
      long results,
      long images,
      long leaving,
      @Nullable Long mostBytes) {}
}
