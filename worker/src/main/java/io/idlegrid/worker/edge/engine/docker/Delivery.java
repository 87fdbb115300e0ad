package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.OutputSink.Channel;
import io.idlegrid.worker.edge.engine.PacedSink;
import io.idlegrid.worker.edge.engine.docker.message.Event;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Brings one unit's output, and after it its end, to those who wait for them, on a thread of its
 * own: a sink that is slow holds up nobody else. What is queued is bounded by the companion's
 * window.
 */
final class Delivery {

  private final String attempt;
  private final PacedSink sink;
  private final Companion companion;
  private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();

  /**
   * @param sink waits when it is told too much
   */
  Delivery(String attempt, PacedSink sink, Companion companion) {
    this.attempt = attempt;
    this.sink = sink;
    this.companion = companion;
  }

  void add(Event event) {
    queue.add(event);
  }

  /**
   * @param whenEnded is told last
   */
  void start(Consumer<Event.Ended> whenEnded) {
    Thread thread = new Thread(() -> run(whenEnded), "output of " + attempt);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Consumer<Event.Ended> whenEnded) {
    try {
      Event event = queue.take();
      while (event instanceof Event.Output output) {
        deliver(output);
        event = queue.take();
      }
      if (event instanceof Event.Ended ended) {
        whenEnded.accept(ended);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      whenEnded.accept(new Event.Ended(attempt, null, false, "the agent stopped watching it"));
    }
  }

  private void deliver(Event.Output output) {
    byte[] bytes = output.bytes();
    sink.write(output.error() ? Channel.ERROR : Channel.OUTPUT, bytes, bytes.length);
    companion.tell(new Request.Took(attempt, bytes.length));
  }
}
