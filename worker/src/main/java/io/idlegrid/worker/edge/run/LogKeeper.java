package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome.LogTail;
import io.idlegrid.worker.domain.run.OutputSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the end of a unit's standard output and error, in the order in which they came, and hands
 * new text on to whoever follows.
 */
final class LogKeeper implements OutputSink {

  private static final int KEPT_BYTES = 16 * 1024;
  private static final int MOST_AT_ONCE = 8 * 1024;

  private final byte[] ring = new byte[KEPT_BYTES];
  private long written;
  private @Nullable Follower follower;

  /** Takes new text; offsets count bytes since the start. */
  @FunctionalInterface
  interface Follower {
    void text(long offset, String text);
  }

  @Override
  public synchronized void write(Channel channel, byte[] bytes, int length) {
    for (int from = 0; from < length; from += MOST_AT_ONCE) {
      int count = Math.min(MOST_AT_ONCE, length - from);
      if (follower != null) {
        follower.text(written, new String(bytes, from, count, StandardCharsets.UTF_8));
      }
      keep(bytes, from, count);
    }
  }

  /** From now on new text is handed on; what is kept already comes first. */
  synchronized void follow(Follower newFollower) {
    if (follower == null && written > 0) {
      LogTail tail = tail();
      newFollower.text(tail.droppedBytes(), tail.text());
    }
    follower = newFollower;
  }

  synchronized void unfollow() {
    follower = null;
  }

  /** The kept end. */
  synchronized LogTail tail() {
    int kept = (int) Math.min(written, KEPT_BYTES);
    byte[] text = new byte[kept];
    for (int i = 0; i < kept; i++) {
      text[i] = ring[(int) ((written - kept + i) % KEPT_BYTES)];
    }
    int start = written > kept ? startOfCharacter(text) : 0;
    return new LogTail(
        new String(Arrays.copyOfRange(text, start, kept), StandardCharsets.UTF_8),
        written - kept + start);
  }

  private void keep(byte[] bytes, int from, int count) {
    for (int i = 0; i < count; i++) {
      ring[(int) ((written + i) % KEPT_BYTES)] = bytes[from + i];
    }
    written += count;
  }

  /** The first kept bytes may be the end of a character that was cut. */
  private static int startOfCharacter(byte[] text) {
    int start = 0;
    while (start < Math.min(4, text.length) && (text[start] & 0xC0) == 0x80) {
      start++;
    }
    return start;
  }
}
