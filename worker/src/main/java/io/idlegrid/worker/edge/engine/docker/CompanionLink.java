package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.engine.docker.message.Event;
import io.idlegrid.worker.edge.engine.docker.message.Lines;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** One companion, from its start to its end. */
final class CompanionLink {

  /** The first call to an engine takes a companion two seconds, on a small device many more. */
  static final Duration ANSWER = Duration.ofMinutes(2);

  static final Duration LONG = Duration.ofHours(1);

  private static final Duration FAREWELL = Duration.ofSeconds(20);

  /** Hears what is no reply. Must return at once. */
  interface Listener {

    void output(Event.Output output);

    void ended(Event.Ended ended);

    /** The companion is gone though it did not say so before. */
    void lost(String why);
  }

  private final Process process;
  private final BufferedWriter in;
  private final Listener listener;
  private final Lines lines = new Lines();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<Reply>> open = new ConcurrentHashMap<>();
  private boolean closed;

  private CompanionLink(Process process, Listener listener) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.listener = listener;
  }

  static CompanionLink start(List<String> command, Listener listener) throws EngineException {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      CompanionLink link = new CompanionLink(builder.start(), listener);
      Thread reader = new Thread(link::read, "hears docker's companion");
      reader.setDaemon(true);
      reader.start();
      return link;
    } catch (IOException e) {
      throw new EngineException(
          "docker's companion could not be started (" + command.get(0) + "): " + e.getMessage(), e);
    }
  }

  synchronized boolean isOpen() {
    return !closed && process.isAlive();
  }

  /**
   * @return {@link Reply.Left} also when the companion ended before it took the request
   */
  Reply ask(LongFunction<Request> request) throws EngineException {
    return ask(request, ANSWER);
  }

  /**
   * @return {@link Reply.Left} also when the companion ended before it took the request
   */
  Reply ask(LongFunction<Request> request, Duration patience) throws EngineException {
    long number = numbers.incrementAndGet();
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    open.put(number, reply);
    if (!tell(request.apply(number))) {
      return new Reply.Left(number);
    }
    try {
      return reply.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new EngineException("the container engine did not answer within " + patience, e);
    } catch (ExecutionException e) {
      throw new EngineException("docker's companion ended before it answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while the container engine worked", e);
    } finally {
      open.remove(number);
    }
  }

  /**
   * @return false when the companion takes nothing any more
   */
  synchronized boolean tell(Request request) {
    if (closed) {
      return false;
    }
    try {
      in.write(lines.of(request));
      in.write("\n");
      in.flush();
      return true;
    } catch (IOException ended) {
      closed = true;
      return false;
    }
  }

  private void read() {
    String end = "it ended with code ";
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        hear(lines.event(line));
      }
    } catch (IOException e) {
      end = "it said what nobody understands (" + e.getMessage() + ") and ended with code ";
      process.destroyForcibly();
    }
    boolean expected = markClosed();
    EngineException gone = new EngineException("docker's companion is gone");
    open.values().forEach(reply -> reply.completeExceptionally(gone));
    if (!expected) {
      listener.lost("docker's companion is gone: " + end + process.onExit().join().exitValue());
    }
  }

  private void hear(Event event) {
    if (event instanceof Reply reply) {
      CompletableFuture<Reply> waiting = open.get(reply.id());
      if (waiting != null) {
        waiting.complete(reply);
      }
    } else if (event instanceof Event.Output output) {
      listener.output(output);
    } else if (event instanceof Event.Ended ended) {
      listener.ended(ended);
    } else {
      closeInput();
    }
  }

  private synchronized boolean markClosed() {
    boolean before = closed;
    closed = true;
    return before;
  }

  /** The companion ends once its input does. */
  private synchronized void closeInput() {
    closed = true;
    try {
      in.close();
    } catch (IOException ended) {
      process.destroyForcibly();
    }
  }

  /** Containers that still run are removed by the companion before it ends. */
  void close() {
    closeInput();
    try {
      if (!process.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
