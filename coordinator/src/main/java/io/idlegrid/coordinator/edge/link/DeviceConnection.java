package io.idlegrid.coordinator.edge.link;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One open socket of a device. Messages leave in order, one at a time, without blocking whoever
 * sends; a device that does not read is cut off before its messages fill the memory.
 */
public final class DeviceConnection {

  private static final long MOST_WAITING_BYTES = 32L << 20;

  private final DeviceId device;
  private final long number;
  private final Wire wire;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean isSending;
  private volatile String encoding = "json";

  /** Stands behind the last message. */
  private record End(String reason) {}

  /** The socket itself. */
  public interface Wire {

    /** Sends a text and calls back when it has left or failed. */
    void text(String text, Runnable sent, Runnable failed);

    /** Sends bytes and calls back when they have left or failed. */
    void binary(ByteBuffer bytes, Runnable sent, Runnable failed);

    void close(String reason);
  }

  DeviceConnection(DeviceId device, long number, Wire wire) {
    this.device = device;
    this.number = number;
    this.wire = wire;
  }

  DeviceId device() {
    return device;
  }

  long number() {
    return number;
  }

  String encoding() {
    return encoding;
  }

  /** Everything after the welcome is in this encoding. */
  void speak(String agreed) {
    encoding = agreed;
  }

  void sendText(String text) {
    send(text, text.length());
  }

  void sendBinary(ByteBuffer bytes) {
    send(bytes, bytes.remaining());
  }

  /** Closes once everything before has left. */
  void closeAfterwards(String reason) {
    send(new End(reason), 0);
  }

  void close(String reason) {
    // A close frame has room for 123 bytes.
    wire.close(reason.length() > 100 ? reason.substring(0, 100) : reason);
  }

  private void send(Object message, long bytes) {
    synchronized (waiting) {
      waitingBytes += bytes;
      if (waitingBytes > MOST_WAITING_BYTES) {
        close("the device does not read");
        return;
      }
      waiting.add(message);
      if (isSending) {
        return;
      }
      isSending = true;
    }
    sendNext();
  }

  private void sendNext() {
    Object next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        isSending = false;
        waitingBytes = 0;
        return;
      }
    }
    Runnable failed = () -> wire.close("cannot send");
    if (next instanceof End end) {
      close(end.reason());
    } else if (next instanceof String text) {
      wire.text(text, this::sendNext, failed);
    } else {
      wire.binary((ByteBuffer) next, this::sendNext, failed);
    }
  }
}
