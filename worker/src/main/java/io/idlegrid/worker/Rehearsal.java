package io.idlegrid.worker;

import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/**
 * A worker that belongs to no grid starts, reports to a grid that is none, and ends, so that an
 * archive can be made of the classes that a resting worker has loaded (AppCDS; see archive.sh).
 */
final class Rehearsal {

  /** Another than that of a worker which may run meanwhile. */
  static final String GROUP = "idlegrid-rehearsal";

  /** Long enough to connect, to report some times, and to watch the device. */
  private static final Duration LENGTH = Duration.ofSeconds(2);

  private final WorkerConfig lent;
  private final String version;

  Rehearsal(WorkerConfig lent, String version) {
    this.lent = lent;
    this.version = version;
  }

  void perform() throws IOException, InterruptedException, StartException {
    Path folder = Files.createTempDirectory("idlegrid-rehearsal");
    RehearsalGrid grid = new RehearsalGrid(() -> {});
    grid.start();
    try (DataFolder data = DataFolder.open(folder).orElseThrow();
        Wiring wiring =
            new Wiring(
                lent,
                data,
                member(grid.address()),
                version,
                welcome -> {},
                removed -> {},
                Clock.system(ZoneId.systemDefault()))) {
      wiring.start();
      wiring.awaitEnd(LENGTH);
      wiring.shutDown();
      wiring.awaitEnd(LENGTH);
    } finally {
      grid.stop();
      remove(folder);
    }
  }

  private static Wiring.Membership member(String address) {
    return new Wiring.Membership(
        CoordinatorUrl.parse(address),
        new Identity(address, "rehearsal", "no-key", null, null, null));
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (var paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
