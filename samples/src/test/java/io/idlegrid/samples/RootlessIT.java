package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.Job;
import io.idlegrid.client.JobHandle;
import io.idlegrid.client.Split;
import io.idlegrid.protocol.job.JobView;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker that is nobody special, to whom root handed one control group: its units run, stand
 * still when the owner comes back, and go on. Nobody watched it before.
 */
class RootlessIT {

  private static final String USER = "nobody";
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final List<String> CONTROLLERS =
      List.of("cpu", "cpuacct", "memory", "freezer", "pids", "blkio");

  @TempDir Path folder;

  /** That of the first device of a grid. */
  private final String group = LocalGrid.groupOf(0);

  @BeforeEach
  void handDownOneGroup() throws IOException {
    Needs.root();
    Needs.bubblewrap();
    Needs.legacyGroups();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String controller : CONTROLLERS) {
      Path handed = Files.createDirectory(GROUPS.resolve(controller).resolve(group));
      own(handed);
    }
  }

  @AfterEach
  void takeItBack() throws IOException {
    for (String controller : CONTROLLERS) {
      Path handed = GROUPS.resolve(controller).resolve(group);
      if (Files.isDirectory(handed)) {
        try (DirectoryStream<Path> below = Files.newDirectoryStream(handed, Files::isDirectory)) {
          for (Path left : below) {
            Files.delete(left);
          }
        }
        Files.delete(handed);
      }
    }
  }

  @Test
  void unitsStandStillAndGoOnWithoutRoot() throws Exception {
    List<String> nobody = List.of("setpriv", "--reuid", USER, "--clear-groups");
    try (LocalGrid grid = LocalGrid.start(folder.resolve("grid"), 0);
        IdleGrid client = grid.connect()) {
      Path data = Files.createDirectories(folder.resolve("grid/device-0"));
      own(data);
      LocalGrid.Device device = grid.addDeviceAs(nobody, programs(), "--docker", "none");
      device.awaitWelcome();
      JobHandle job =
          client.submit(
              Job.of(LocalGrid.jobName("rootless"))
                  .run("sh", "-c", "id -u > out/user; until [ -f go ]; do sleep 0.05; done")
                  .data(Split.range(0, 1))
                  .engine("process")
                  .cpu(0.2)
                  .memory("32MiB")
                  .disk("8MiB")
                  .runtime(Duration.ofSeconds(3)));
      Path user = Patience.await().until(() -> started(data), Optional::isPresent).orElseThrow();
      Path freezer = GROUPS.resolve("freezer").resolve(group).resolve("freezer.state");

      device.load().set(95);
      Patience.await().until(() -> Files.readString(freezer).equals("FROZEN\n"));
      device.load().set(1);
      Patience.await().until(() -> Files.readString(freezer).equals("THAWED\n"));
      Files.createFile(user.resolveSibling("../go").normalize());

      JobView end = Patience.await().until(job::status, JobView::isOver);
      assertEquals("SUCCEEDED", end.state(), end.reason());
      String said = device.process().said();
      assertTrue(!said.contains("no right to make cgroup"), said);
      assertFalse(said.contains("no freezer"), said);
    }
  }

  private static void own(Path path) throws IOException {
    UserPrincipal user =
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.toList()) {
        Files.setOwner(each, user);
      }
    }
  }

  /** The worker's jars where everybody may read them, as its package puts them. */
  private String programs() throws IOException {
    Path jars = Files.createDirectory(folder.resolve("programs"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path part = Path.of(entry);
      if (Files.isRegularFile(part)) {
        Files.copy(part, jars.resolve(part.getFileName()));
      }
    }
    try (Stream<Path> copied = Files.list(jars)) {
      return copied.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static Optional<Path> started(Path data) throws IOException {
    try (Stream<Path> attempts = Files.list(data.resolve("attempts"))) {
      return attempts
          .map(attempt -> attempt.resolve("work/out/user"))
          .filter(Files::exists)
          .findFirst();
    }
  }
}
