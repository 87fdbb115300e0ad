package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.run.OutputSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Writes a service's name before each line of its output, so that one log holds all services. */
final class NamedLines implements OutputSink {

  /** A line that does not end is cut here. */
  private static final int MOST_BYTES = 4 << 10;

  private final byte[] name;
  private final OutputSink log;
  private final Map<Channel, ByteArrayOutputStream> open = new EnumMap<>(Channel.class);

  NamedLines(String name, OutputSink log) {
    this.name = (name + " | ").getBytes(StandardCharsets.UTF_8);
    this.log = log;
    for (Channel channel : Channel.values()) {
      open.put(channel, new ByteArrayOutputStream());
    }
  }

  @Override
  public synchronized void write(Channel channel, byte[] bytes, int length) {
    ByteArrayOutputStream line = Objects.requireNonNull(open.get(channel));
    for (int i = 0; i < length; i++) {
      if (bytes[i] != '\n') {
        line.write(bytes[i]);
      }
      if (bytes[i] == '\n' || line.size() >= MOST_BYTES) {
        end(channel, line);
      }
    }
  }

  /** What the service wrote last may have no end of line. */
  synchronized void flush() {
    open.forEach(
        (channel, line) -> {
          if (line.size() > 0) {
            end(channel, line);
          }
        });
  }

  private void end(Channel channel, ByteArrayOutputStream line) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(name.length + line.size() + 1);
    whole.writeBytes(name);
    whole.writeBytes(line.toByteArray());
    whole.write('\n');
    line.reset();
    log.write(channel, whole.toByteArray(), whole.size());
  }
}
