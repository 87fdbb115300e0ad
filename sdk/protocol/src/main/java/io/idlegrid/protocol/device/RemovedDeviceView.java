package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stays of a device that was removed. Its key opens nothing any more; the machine may join
 * anew, and is another device then.
 *
 * @param owner account that contributed it
 * @param removedBy account that removed it
 * @param standing what it did for the grid
 */
public record RemovedDeviceView(
    String id,
    String name,
    String owner,
    Instant joinedAt,
    Instant removedAt,
    String removedBy,
    DeviceView.Standing standing) {

  /** A page of removed devices by id; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<RemovedDeviceView> items, @Nullable String next) {}
}
