package io.idlegrid.worker.edge.engine.docker.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import java.io.Serial;

/** Says whose fault a failure of the engine was. */
final class EngineFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final Reply.Kind kind;
  private final String hint;

  EngineFailure(Reply.Kind kind, String text, String hint) {
    super(text);
    this.kind = kind;
    this.hint = hint;
  }

  static EngineFailure noImage(String image) {
    return new EngineFailure(
        Reply.Kind.NO_IMAGE,
        "no image " + image + " on this device",
        "the image has to be loaded into the device's engine first");
  }

  /** The engine has it, and describes it in a way that nobody can follow. */
  static EngineFailure unreadable(String image, JsonProcessingException why) {
    return new EngineFailure(
        Reply.Kind.REFUSED,
        "the configuration of image %s cannot be read: %s"
            .formatted(image, why.getOriginalMessage()),
        "look at EXPOSE, VOLUME and HEALTHCHECK in its Dockerfile");
  }

  static Reply.Failed of(long id, RuntimeException failure) {
    String text = String.valueOf(failure.getMessage()).strip();
    if (failure instanceof EngineFailure known) {
      return new Reply.Failed(id, known.kind, text, known.hint);
    }
    if (failure instanceof NotFoundException) {
      return new Reply.Failed(
          id, Reply.Kind.REFUSED, text, "somebody removed it while it was in use");
    }
    if (failure instanceof DockerException refused) {
      return new Reply.Failed(
          id, Reply.Kind.REFUSED, text, "the engine answered " + refused.getHttpStatus());
    }
    return new Reply.Failed(
        id, Reply.Kind.UNREACHABLE, failure.toString(), "is the container engine running?");
  }
}
