package io.idlegrid.worker.edge.engine.docker.api;

import io.idlegrid.worker.edge.engine.docker.message.Event;
import io.idlegrid.worker.edge.engine.docker.message.Lines;
import java.io.PrintStream;

/** Writes events, each whole, from whatever thread they come. */
final class EventWriter {

  private final Lines lines = new Lines();
  private final PrintStream out;

  EventWriter(PrintStream out) {
    this.out = out;
  }

  void write(Event event) {
    String line = lines.of(event);
    synchronized (out) {
      out.print(line + "\n");
      out.flush();
    }
  }
}
