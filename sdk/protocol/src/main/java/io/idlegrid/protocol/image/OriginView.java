package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an image came from, and how its pull goes.
 *
 * @param reference the image in its registry; absent for an image that was pushed, and before the
 *     first pull ended
 * @param archs architectures that were wanted; all when empty
 * @param follows whether what is newer is pulled by itself
 * @param digest of what was pulled, as the registry names it
 * @param pulledAt when
 * @param newest what the registry had when it was asked last
 * @param checkedAt when it was asked last
 * @param stale whether the registry has another image by now
 * @param problem why the registry did not answer then
 * @param pull how the last pull goes, or went; absent when there was none since the coordinator
 *     started
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OriginView(
    String name,
    @Nullable String reference,
    List<String> archs,
    boolean follows,
    @Nullable String digest,
    @Nullable Instant pulledAt,
    @Nullable String newest,
    @Nullable Instant checkedAt,
    boolean stale,
    @Nullable String problem,
    @Nullable Pull pull) {

  public OriginView {
    archs = List.copyOf(archs);
  }

  /**
   * A pull.
   *
   * @param state {@code waiting}, {@code pulling}, {@code done} or {@code failed}
   * @param problem why it failed; empty otherwise
   * @param done bytes fetched
   * @param total bytes to fetch; 0 while unknown
   */
  public record Pull(String state, String problem, long done, long total) {

    public static final String DONE = "done";
    public static final String FAILED = "failed";
  }

  /**
   * Wants an image of a registry.
   *
   * @param reference like {@code docker.io/library/alpine:3.20}
   * @param archs architectures; all that it has when absent
   * @param follow whether what is newer is pulled by itself
   */
  public record Request(String reference, @Nullable List<String> archs, @Nullable Boolean follow) {}
}
