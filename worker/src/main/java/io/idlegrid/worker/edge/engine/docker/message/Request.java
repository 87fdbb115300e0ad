package io.idlegrid.worker.edge.engine.docker.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What the agent asks. Each is answered by one {@link Reply} with its number, but for {@link Took}
 * and {@link Feed}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Request.Look.class, name = "look"),
  @JsonSubTypes.Type(value = Request.RemoveStale.class, name = "removeStale"),
  @JsonSubTypes.Type(value = Request.Load.class, name = "load"),
  @JsonSubTypes.Type(value = Request.Unload.class, name = "unload"),
  @JsonSubTypes.Type(value = Request.Run.class, name = "run"),
  @JsonSubTypes.Type(value = Request.Pause.class, name = "pause"),
  @JsonSubTypes.Type(value = Request.Unpause.class, name = "unpause"),
  @JsonSubTypes.Type(value = Request.Signal.class, name = "signal"),
  @JsonSubTypes.Type(value = Request.Check.class, name = "check"),
  @JsonSubTypes.Type(value = Request.Remove.class, name = "remove"),
  @JsonSubTypes.Type(value = Request.Took.class, name = "took"),
  @JsonSubTypes.Type(value = Request.Feed.class, name = "feed"),
})
public sealed interface Request {

  /** Numbers replies; zero where there is none. */
  long id();

  /** What engine is there? */
  record Look(long id) implements Request {}

  /** Remove containers with our mark that this companion did not start. */
  record RemoveStale(long id) implements Request {}

  /**
   * Have the engine take an image in, unless it has it.
   *
   * @param objects folder of its parts
   * @param manifest SHA-256 of the part that lists the others
   * @param image SHA-256 of its configuration
   * @param tag what it is to be called
   */
  record Load(long id, String objects, String manifest, String image, String tag)
      implements Request {}

  /** Have the engine drop an image, if it has it. */
  record Unload(long id, String tag) implements Request {}

  record Run(long id, ContainerSpec spec) implements Request {}

  record Pause(long id, String attempt) implements Request {}

  record Unpause(long id, String attempt) implements Request {}

  /**
   * @param signal such as {@code SIGTERM}
   */
  record Signal(long id, String attempt, String signal) implements Request {}

  /** Run a command beside what runs in its container, and tell whether it exited with 0 in time. */
  record Check(long id, String attempt, List<String> command, long timeoutMillis)
      implements Request {}

  /** Kill it if it runs, and remove its container. */
  record Remove(long id, String attempt) implements Request {}

  /** Whether engines are fed the images that they are taking in, or get nothing for now. */
  record Feed(boolean goesOn) implements Request {

    @Override
    public long id() {
      return 0;
    }
  }

  /** Output was taken by its sink; as much more may be sent. */
  record Took(String attempt, int bytes) implements Request {

    @Override
    public long id() {
      return 0;
    }
  }
}
