package io.idlegrid.client;

/** Hears the server-sent events of a stream, one after the other, in the thread that reads it. */
@FunctionalInterface
public interface EventHandler {

  /**
   * Hears an event.
   *
   * @param name such as {@code progress}, {@code log} or {@code end}; {@code document} when the
   *     coordinator answered with one JSON document instead of a stream
   * @param data JSON text
   * @return whether to go on; false ends the stream
   */
  boolean handle(String name, String data);
}
