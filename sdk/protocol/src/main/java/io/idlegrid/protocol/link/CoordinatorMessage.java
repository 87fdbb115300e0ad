package io.idlegrid.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.idlegrid.protocol.image.ImageWish;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the coordinator sends to a worker. Every message may arrive late, twice or not at all. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CoordinatorMessage.Welcome.class, name = "welcome"),
  @JsonSubTypes.Type(value = CoordinatorMessage.Orders.class, name = "orders"),
  @JsonSubTypes.Type(value = CoordinatorMessage.Refusal.class, name = "refusal")
})
public sealed interface CoordinatorMessage {

  /** The command to a device that nobody has approved yet: it gets nothing until another comes. */
  String WAIT = "wait";

  /**
   * Answer to a hello.
   *
   * @param version protocol version that both will speak
   * @param encoding encoding of everything after this message
   * @param deviceId the device's id
   * @param reportMillis how often to report at least
   * @param leaseMillis length of a lease; each report renews the leases it lists
   * @param adopted held attempts that may go on
   * @param refused held attempts to stop and forget
   * @param command {@code pause}, {@code resume}, {@code drain} or {@code wait}
   */
  record Welcome(
      int version,
      String encoding,
      String deviceId,
      long reportMillis,
      long leaseMillis,
      List<LeaseRef> adopted,
      List<LeaseRef> refused,
      String command)
      implements CoordinatorMessage {}

  /**
   * Everything else, in one batch.
   *
   * @param answers sequence of the report that this answers; absent when pushed. The leases which
   *     that report listed and {@code revoked} does not are renewed.
   * @param acknowledged outcomes that are durable here, or refused for good: forget them
   * @param programs job parts of the grants that the worker does not have yet
   * @param granted new work
   * @param revoked stop these attempts and forget them
   * @param recalled give these attempts back, with a checkpoint where they made one
   * @param follow attempts whose log someone watches from now on; the whole list each time, absent
   *     when unchanged
   * @param command {@code pause}, {@code resume}, {@code drain} or {@code wait}; absent when
   *     unchanged
   * @param news for the device's owner; now and then
   * @param images images to have before they are needed, the most wanted first; the whole list each
   *     time, absent when unchanged
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Orders(
      @Nullable Long answers,
      List<LeaseRef> acknowledged,
      List<Program> programs,
      List<Grant> granted,
      List<Revocation> revoked,
      List<Revocation> recalled,
      @Nullable List<LeaseRef> follow,
      @Nullable String command,
      @Nullable News news,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ImageWish> images)
      implements CoordinatorMessage {

    public Orders {
      acknowledged = acknowledged == null ? List.of() : List.copyOf(acknowledged);
      programs = programs == null ? List.of() : List.copyOf(programs);
      granted = granted == null ? List.of() : List.copyOf(granted);
      revoked = revoked == null ? List.of() : List.copyOf(revoked);
      recalled = recalled == null ? List.of() : List.copyOf(recalled);
    }
  }

  /**
   * What the owner of the device may want to know of the grid.
   *
   * @param creditSeconds CPU seconds of validated work
   * @param validated outputs that counted
   * @param spanMinutes how far ahead the forecast looks
   * @param idleProbability that the device stays idle enough for units over the span, 0..1
   * @param basis what the forecast rests on, in words
   */
  record News(
      double creditSeconds,
      long validated,
      long spanMinutes,
      double idleProbability,
      String basis) {}

  /** A withdrawn or recalled lease and why, in words. */
  record Revocation(LeaseRef lease, String reason) {}

  /** The connection is not wanted; the worker must not try again unchanged. */
  record Refusal(String code, String detail, String hint) implements CoordinatorMessage {

    /** The code of whoever shows the key of a device that was removed: it will not be let in. */
    public static final String REMOVED = "device.removed";
  }
}
