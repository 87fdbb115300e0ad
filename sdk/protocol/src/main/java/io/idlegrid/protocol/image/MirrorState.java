package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A registry that a cache reads layers from, as the cache finds it.
 *
 * @param registry its address
 * @param stale layers that it does not have as it should
 * @param problem why nothing could be read from it last; empty when it could
 * @param checkedAt when newer versions of images were looked for last; absent before that
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MirrorState(
    String registry, int stale, String problem, @Nullable Instant checkedAt) {}
