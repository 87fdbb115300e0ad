package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of version 2 is handed to somebody else, in whose name an agent then runs in it. */
@Tag("cgroup")
class DelegatedGroupIT {

  private static final int SOMEBODY = 65_530;

  @TempDir Path folder;
  private Path delegated;

  @BeforeEach
  void handOver() throws IOException {
    Needs.that(UnitUser.of(SOMEBODY).changed(), "root, to hand a group to somebody else");
    Optional<Path> unified = Optional.ofNullable(CgroupMounts.ofThisProcess().unified());
    Needs.that(unified.isPresent(), "control groups of version 2");
    delegated =
        unified.orElseThrow().resolve("idlegrid-delegated-" + ProcessHandle.current().pid());
    Files.createDirectory(delegated);
    for (String each : List.of("", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads")) {
      Files.setAttribute(delegated.resolve(each), "unix:uid", SOMEBODY);
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void takeBack() throws IOException {
    if (delegated != null) {
      List<Path> outsideIn = Group.withDescendants(delegated);
      for (int i = outsideIn.size() - 1; i >= 0; i--) {
        Files.deleteIfExists(outsideIn.get(i));
      }
    }
  }

  @Test
  void anAgentWithoutRootFreezesAndKillsInTheGroupThatItWasGiven() throws Exception {
    Path log = folder.resolve("log");
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "echo $$ > " + delegated.resolve("cgroup.procs") + " && exec \"$@\"",
                "sh",
                "setpriv",
                "--reuid=" + SOMEBODY,
                "--regid=" + SOMEBODY,
                "--clear-groups"));
    command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of("-cp", readableClassPath(), DelegatedAgent.class.getName()));

    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();

    String said = Files.readString(log);
    assertEquals(0, code, said);
    assertTrue(said.contains("group /" + delegated.getFileName() + "/units\n"), said);
    assertTrue(said.contains("yields false\n"), said);
    assertTrue(said.contains("attempts yield only to what runs in the worker's own cgroup"), said);
    assertTrue(said.contains("killed 137\n"), said);
    assertEquals(List.of(delegated.resolve("agent")), Group.childrenOf(delegated));
  }

  /** Others may not read the folder that libraries usually come from. */
  private String readableClassPath() throws IOException {
    List<String> readable = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      String name = String.valueOf(path.getFileName());
      if (Files.isDirectory(path)) {
        readable.add(entry);
      } else if (name.startsWith("idlegrid-worker") || name.startsWith("slf4j-api")) {
        readable.add(Files.copy(path, folder.resolve(name)).toString());
      }
    }
    return String.join(File.pathSeparator, readable);
  }
}
