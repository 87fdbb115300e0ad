package io.idlegrid.worker.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A link that many share: passes connections on at a rate for all of them, and counts bytes. */
final class Uplink implements AutoCloseable {

  private static final int STEP = 4 << 10;

  private final InetSocketAddress far;
  private final double bytesPerSecond;
  private final ServerSocket server;
  private final AtomicLong bytes = new AtomicLong();
  private long freeAt = System.nanoTime();

  /**
   * @param far where connections lead to
   * @param bytesPerSecond of both directions together; infinite for no limit
   */
  Uplink(InetSocketAddress far, double bytesPerSecond) throws IOException {
    this.far = far;
    this.bytesPerSecond = bytesPerSecond;
    this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Bytes that were passed on so far, both ways, with all that TLS and HTTP add. */
  long bytes() {
    return bytes.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Socket away = new Socket(far.getAddress(), far.getPort());
        daemon(() -> pump(near, away));
        daemon(() -> pump(away, near));
      } catch (IOException e) {
        if (!server.isClosed()) {
          System.err.println("a connection over the uplink failed: " + e.getMessage());
        }
      }
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[STEP];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pass(read);
        out.write(buffer, 0, read);
      }
    } catch (IOException closed) {
      // Either end may close a connection at any time; the other end sees it closed as well.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(int count) throws InterruptedException {
    bytes.addAndGet(count);
    long pause;
    synchronized (this) {
      long now = System.nanoTime();
      freeAt = Math.max(freeAt, now) + (long) (count / bytesPerSecond * 1e9);
      pause = freeAt - now;
    }
    TimeUnit.NANOSECONDS.sleep(pause);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "uplink");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
