package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whichever companion there is; one is started when there is something to ask. */
final class Companion implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Companion.class);

  /** Named, not referred to: the agent must not load it. */
  private static final String MAIN = "io.idlegrid.worker.edge.engine.docker.api.Companion";

  /** A companion may be leaving just as it is asked; the next one has just come. */
  private static final int TRIES = 3;

  private final DockerConfig config;
  private final String mark;
  private final CompanionLink.Listener listener;
  private @Nullable CompanionLink link;
  private boolean closed;

  Companion(DockerConfig config, String mark, CompanionLink.Listener listener) {
    this.config = config;
    this.mark = mark;
    this.listener = listener;
  }

  /** A reply that is no failure. */
  Reply askOrThrow(LongFunction<Request> request) throws EngineException {
    return succeeded(ask(request));
  }

  private static Reply succeeded(Reply reply) throws EngineException {
    if (reply instanceof Reply.Failed failed) {
      throw new EngineException(failed.text() + "; " + failed.hint());
    }
    return reply;
  }

  /** A reply that is no failure, to what may take as long as a small disk writes a large image. */
  Reply askAtLength(LongFunction<Request> request) throws EngineException {
    return succeeded(ask(request, CompanionLink.LONG));
  }

  Reply ask(LongFunction<Request> request) throws EngineException {
    return ask(request, CompanionLink.ANSWER);
  }

  Reply ask(LongFunction<Request> request, Duration patience) throws EngineException {
    for (int tries = 0; tries < TRIES; tries++) {
      Reply reply = current().ask(request, patience);
      if (!(reply instanceof Reply.Left)) {
        return reply;
      }
    }
    throw new EngineException("docker's companion left " + TRIES + " times before it answered");
  }

  /** Says what only the companion of the moment needs to know. */
  synchronized void tell(Request request) {
    if (link != null) {
      link.tell(request);
    }
  }

  private synchronized CompanionLink current() throws EngineException {
    if (closed) {
      throw new EngineException("the docker engine of this worker is closed");
    }
    CompanionLink present = link;
    if (present != null && present.isOpen()) {
      return present;
    }
    CompanionLink started = CompanionLink.start(command(), listener);
    link = started;
    removeStale(started);
    return started;
  }

  /** What a companion that ended in an unforeseen way left behind is nobody's. */
  private static void removeStale(CompanionLink started) throws EngineException {
    Reply reply = started.ask(Request.RemoveStale::new);
    if (reply instanceof Reply.Removed removed) {
      removed.told().forEach(LOG::warn);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(config.companion());
    command.add(MAIN);
    command.add(config.host());
    command.add(mark);
    command.add(Long.toString(config.patience().toMillis()));
    return command;
  }

  /** Whether a companion runs at the moment. */
  synchronized boolean isThere() {
    return link != null && link.isOpen();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (link != null) {
      link.close();
    }
  }
}
