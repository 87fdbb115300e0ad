package io.idlegrid.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.Harm;
import io.idlegrid.protocol.device.Telemetry;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.MirrorState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker sends. Every message may arrive late, twice or not at all. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerMessage.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = WorkerMessage.Report.class, name = "report")
})
public sealed interface WorkerMessage {

  /** Version of this protocol; a coordinator also serves the version before. */
  int VERSION = 1;

  /**
   * First message of a connection.
   *
   * @param version the worker's protocol version
   * @param agent version of the worker's program
   * @param encodings encodings the worker can read, best first: {@code cbor}, {@code json}
   * @param held attempts that the worker still holds
   */
  record Hello(
      int version,
      String agent,
      List<String> encodings,
      Capabilities capabilities,
      List<HeldAttempt> held)
      implements WorkerMessage {}

  /**
   * Everything else, in one batch: one such message is half a cycle.
   *
   * @param sequence grows by one with each report of a connection; answered in {@link
   *     CoordinatorMessage.Orders#answers()}
   * @param telemetry how the device was
   * @param accepted grants taken since the last report
   * @param declined grants not taken
   * @param running what the held attempts do; listing one renews its lease
   * @param outcomes finished attempts, repeated until acknowledged
   * @param logs pieces of logs that someone follows
   * @param room what attempts may use together; absent when unchanged
   * @param images the images that are here or were wished for; the whole list each time, absent
   *     when unchanged
   * @param harm days of the account of harm that changed; absent when none did
   * @param mirror the registry that a cache reads from; absent when unchanged, or without one
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Report(
      long sequence,
      @Nullable Telemetry telemetry,
      List<LeaseRef> accepted,
      List<Declined> declined,
      List<RunningAttempt> running,
      List<AttemptOutcome> outcomes,
      List<LogPiece> logs,
      @Nullable Room room,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ImageState> images,
      @Nullable Harm harm,
      @Nullable MirrorState mirror)
      implements WorkerMessage {

    public Report {
      accepted = accepted == null ? List.of() : List.copyOf(accepted);
      declined = declined == null ? List.of() : List.copyOf(declined);
      running = running == null ? List.of() : List.copyOf(running);
      outcomes = outcomes == null ? List.of() : List.copyOf(outcomes);
      logs = logs == null ? List.of() : List.copyOf(logs);
    }
  }

  /**
   * An attempt the worker holds.
   *
   * @param mac the proof from its grant
   * @param finished whether its outcome only waits to be reported
   */
  record HeldAttempt(LeaseRef lease, String mac, boolean finished) {}

  /** A grant not taken, and why, in words. */
  record Declined(LeaseRef lease, String reason) {}

  /**
   * What a held attempt does.
   *
   * @param phase {@code queued}, {@code fetching}, {@code running}, {@code frozen}, {@code
   *     collecting}
   * @param activeMillis running time so far without suspension
   * @param cpuMillis CPU time so far
   * @param services how those of a group are; absent for other attempts
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RunningAttempt(
      LeaseRef lease,
      String phase,
      long activeMillis,
      long cpuMillis,
      @Nullable List<Service> services) {

    /** One without services. */
    public RunningAttempt(LeaseRef lease, String phase, long activeMillis, long cpuMillis) {
      this(lease, phase, activeMillis, cpuMillis, null);
    }

    /**
     * How a service is.
     *
     * @param state in one word
     * @param restarts starts after the first one
     */
    public record Service(String name, String state, int restarts, String detail) {}
  }

  /** New log text of a followed attempt; {@code offset} counts characters since its start. */
  record LogPiece(LeaseRef lease, long offset, String text) {}

  /**
   * What attempts may use together now, whatever of it is in use.
   *
   * @param cpuCores cores
   * @param memoryBytes memory
   * @param diskBytes disk
   * @param queue most attempts that the worker holds at once, running and waiting
   */
  record Room(double cpuCores, long memoryBytes, long diskBytes, int queue) {}
}
