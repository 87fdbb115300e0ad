package io.idlegrid.worker.edge.engine.docker.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What the companion says: replies, and what happens to containers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Reply.Found.class, name = "found"),
  @JsonSubTypes.Type(value = Reply.Removed.class, name = "removed"),
  @JsonSubTypes.Type(value = Reply.Running.class, name = "running"),
  @JsonSubTypes.Type(value = Reply.Checked.class, name = "checked"),
  @JsonSubTypes.Type(value = Reply.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Reply.Left.class, name = "left"),
  @JsonSubTypes.Type(value = Event.Output.class, name = "output"),
  @JsonSubTypes.Type(value = Event.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = Event.Leaving.class, name = "leaving"),
})
public sealed interface Event permits Reply, Event.Output, Event.Ended, Event.Leaving {

  /** At most so much output may be on its way per attempt, so that no flood piles up. */
  int WINDOW_BYTES = 256 << 10;

  /**
   * @param error standard error, otherwise standard output
   */
  record Output(String attempt, boolean error, String base64) implements Event {

    public static Output of(String attempt, boolean error, byte[] bytes) {
      return new Output(attempt, error, Base64.getEncoder().encodeToString(bytes));
    }

    public byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }
  }

  /**
   * The container ended; no output follows.
   *
   * @param exitCode absent where the engine cannot tell
   * @param outOfMemory the engine saw the kernel kill it
   * @param loss what happened from outside, in words; absent if nothing did
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Ended(
      String attempt, @Nullable Integer exitCode, boolean outOfMemory, @Nullable String loss)
      implements Event {}

  /** Nothing to do for a while: no further request is taken. */
  record Leaving() implements Event {}
}
