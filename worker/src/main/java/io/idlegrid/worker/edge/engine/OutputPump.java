package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.OutputSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Carries one stream of a unit to its sink, at a bounded pace, until the stream ends. */
public final class OutputPump {

  private static final int PIECE = 16 << 10;

  private final InputStream from;
  private final OutputSink.Channel channel;
  private final OutputSink to;

  public OutputPump(InputStream from, OutputSink.Channel channel, OutputSink to) {
    this.from = from;
    this.channel = channel;
    this.to = to;
  }

  /** Returns at the end of the stream; a stream that breaks ended, since its unit did. */
  public void run() {
    PacedSink paced = new PacedSink(to, OutputPace.fromNow());
    byte[] piece = new byte[PIECE];
    try (from) {
      for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
        paced.write(channel, piece, n);
      }
    } catch (IOException e) {
      byte[] note =
          ("\n[output broke off: " + e.getMessage() + "]\n").getBytes(StandardCharsets.UTF_8);
      to.write(channel, note, note.length);
    }
  }
}
