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
    handOver(delegated);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void handOver(Path group) throws IOException {
    Files.createDirectory(group);
    for (String each : List.of("", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads")) {
      Files.setAttribute(group.resolve(each), "unix:uid", SOMEBODY);
    }
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
    DelegationTest.mark(delegated, "1");
    Path log = folder.resolve("log");

    int code = runAgent(delegated, log);

    String said = Files.readString(log);
    assertEquals(0, code, said);
    assertTrue(said.contains("group /" + delegated.getFileName() + "/units\n"), said);
    assertTrue(said.contains("yields false\n"), said);
    assertTrue(said.contains("attempts yield only to what runs in the worker's own cgroup"), said);
    assertTrue(said.contains("killed 137\n"), said);
    assertEquals(List.of(delegated.resolve("agent")), Group.childrenOf(delegated));
  }

  @Test
  void aGroupThatSystemdKeptIsLeftAloneThoughItMayBeWrittenTo() throws Exception {
    DelegationTest.mark(delegated, "1");
    Path kept = delegated.resolve("terminal.scope");
    handOver(kept);
    Path log = folder.resolve("log");

    runAgent(kept, log);

    String said = Files.readString(log);
    assertTrue(said.contains("terminal.scope is managed by systemd, which did not hand it"), said);
    assertTrue(said.contains("systemd-run --user -p Delegate=yes"), said);
    assertEquals(List.of(), Group.childrenOf(kept));
  }

  private int runAgent(Path group, Path log) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"",
                "sh",
                "setpriv",
                "--reuid=" + SOMEBODY,
                "--regid=" + SOMEBODY,
                "--clear-groups"));
    command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of("-cp", readableClassPath(), DelegatedAgent.class.getName()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
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
