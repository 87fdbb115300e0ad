package io.idlegrid.coordinator.domain.image;

import java.time.Instant;
import java.util.Optional;

/**
 * A registry that a device reads layers from for others, as the device says.
 *
 * @param stale layers that it does not have as it should
 * @param problem why nothing could be read from it last; empty when it could
 * @param checkedAt when newer versions of images were looked for last
 */
public record MirrorState(
    String registry, int stale, String problem, Optional<Instant> checkedAt) {}
