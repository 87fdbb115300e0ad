package io.idlegrid.worker.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.RehearsalGrid;
import io.idlegrid.worker.edge.disk.RemoveFolder;
import io.idlegrid.worker.edge.link.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * How long a worker takes from the start of its process until a grid has its first report, from
 * when on it could be granted a unit. The grid is one of our own, on loopback, that grants nothing.
 *
 * @param command starts a worker, up to its options
 */
record WorkerStart(List<String> command) {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration FAREWELL = Duration.ofSeconds(50);

  WorkerStart {
    command = List.copyOf(command);
  }

  /** As users start one; the time of the launcher counts too. */
  static WorkerStart byLauncher() throws IOException {
    String home = System.getenv("IDLEGRID_HOME");
    if (home == null) {
      throw new IOException(
          "how a worker is started is known to the launcher only; run './idlegrid bench footprint'");
    }
    return new WorkerStart(List.of(home + "/idlegrid", "worker"));
  }

  /** Seconds of each start. One before them, which fills the cache of files, does not count. */
  double[] seconds(int times) throws IOException, InterruptedException, PutBack.Failed {
    double[] seconds = new double[times];
    for (int i = -1; i < times; i++) {
      double took = once();
      if (i >= 0) {
        seconds[i] = took;
      }
    }
    return seconds;
  }

  private double once() throws IOException, InterruptedException, PutBack.Failed {
    BlockingQueue<Long> reports = new LinkedBlockingQueue<>();
    try (PutBack after = new PutBack()) {
      RehearsalGrid grid = new RehearsalGrid(() -> reports.add(System.nanoTime()));
      grid.start();
      after.add(grid::stop);
      Path data = LeftBehind.folder();
      after.add(() -> RemoveFolder.remove(data));
      new Identity(grid.address(), "bench", "no-key", null, null, null)
          .store(data, new ObjectMapper());
      Path said = data.resolve("said");
      long begun = System.nanoTime();
      Process worker = started(data, said);
      after.add(() -> end(worker));
      Long told = null;
      while (told == null && worker.isAlive() && System.nanoTime() - begun < PATIENCE.toNanos()) {
        told = reports.poll(100, TimeUnit.MILLISECONDS);
      }
      if (told == null) {
        throw new IOException("the worker reported nothing; it said: " + Files.readString(said));
      }
      return (told - begun) / 1e9;
    }
  }

  private Process started(Path data, Path said) throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("--data", data.toString()));
    whole.addAll(List.of("--group", LeftBehind.name()));
    return new ProcessBuilder(whole)
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }

  private static void end(Process worker) throws InterruptedException {
    worker.destroy();
    if (!worker.waitFor(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
      worker.destroyForcibly();
    }
  }
}
