package io.idlegrid.protocol.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blob that an account uploaded.
 *
 * @param at when it was uploaded
 * @param usedBy what of the account uses it, the first few; it can be deleted when nothing does
 */
public record StoredBlob(String sha256, long size, Instant at, List<Use> usedBy) {

  /**
   * Something that uses a blob.
   *
   * @param kind {@code job} or {@code artifact}
   * @param name id of the job, or name of the artifact
   */
  public record Use(String kind, String name) {}

  /** A page of blobs by hash; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<StoredBlob> items, @Nullable String next) {}
}
