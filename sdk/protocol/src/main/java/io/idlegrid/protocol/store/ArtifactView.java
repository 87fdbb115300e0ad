package io.idlegrid.protocol.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blob with a name.
 *
 * @param kind {@code archive}, {@code file} or {@code dataset}
 */
public record ArtifactView(
    String name, String account, String kind, String sha256, long size, Instant at) {

  /** Gives a blob a name; replaces what had the name before. */
  public record Request(String kind, String sha256) {}

  /** A page of artifacts by name; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<ArtifactView> items, @Nullable String next) {}
}
