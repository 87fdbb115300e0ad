package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks over the socket, in one line of JSON.
 *
 * @param ask {@code status}, {@code pause}, {@code finish}, {@code resume}, {@code policy}, {@code
 *     page} or {@code test}
 * @param time how long to pause; absent for until told otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnerRequest(String ask, @Nullable String time) {

  /**
   * The worker's answer, in one line of JSON.
   *
   * @param error what was wrong; absent when nothing was
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Answer(@Nullable JsonNode value, @Nullable String error) {}
}
