package io.idlegrid.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.edge.disk.RemoveFolder;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real worker on a kernel from which something was taken, in mounts of its own: what it says, and
 * that it goes on or ends in words. What units do then is tested with the engines.
 */
class HostileHostIT {

  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final String GOES_ON = "the coordinator is out of reach, trying again";

  @TempDir Path folder;
  private @Nullable Disturbance disturb;

  @BeforeEach
  void onOneOfOurs() throws IOException {
    Needs.that(
        UnitUser.of(1).changed()
            && Files.isDirectory(GROUPS.resolve("freezer"))
            && Files.isExecutable(Path.of("/usr/bin/bwrap")),
        "root, version 1 of control groups and bubblewrap");
  }

  @Test
  void withoutAMemoryControllerHalfTheMemoryIsLent() throws Exception {
    String said = worker("umount /sys/fs/cgroup/memory", GOES_ON);

    assertSaid(said, "no memory controller: attempts can outgrow their memory limit");
    assertSaid(said, "half of what the kernel cannot hold units back from is lent");
  }

  @Test
  void theOwnerMayGoWithoutProtection() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/policy.conf"), "unprotected = lend\n");

    String said = worker("umount /sys/fs/cgroup/memory", GOES_ON);

    assertSaid(said, "no memory controller");
    assertTrue(!said.contains("half of what the kernel"), said);
  }

  @Test
  void withoutAFreezerNothingIsLentUnlessTheOwnerAllowsSignals() throws Exception {
    String without = "umount /sys/fs/cgroup/freezer; umount /sys/fs/cgroup/unified || true";

    String refused = worker(without, "Nothing can run units on this device");
    String allowed = worker(without, GOES_ON, "--stop-by-signal");

    assertSaid(refused, "no freezer: attempts cannot be stopped in one stroke");
    assertSaid(refused, "the owner may allow to stop them by signal instead");
    assertSaid(allowed, "no freezer");
  }

  @Test
  void withoutTheRightToMakeGroupsEveryOneIsNamed() throws Exception {
    String said =
        worker(
            "for c in /sys/fs/cgroup/*; do mount -o remount,bind,ro $c 2> /dev/null || true; done",
            "Nothing can run units on this device");

    assertSaid(said, "no right to make cgroup /sys/fs/cgroup/freezer/");
    assertSaid(said, "run the worker as root");
  }

  @Test
  void insideAnotherGroupItSaysThatOnlyItsSiblingsAreSpared() throws Exception {
    String said =
        worker(
            "g=/sys/fs/cgroup/cpu/idlegrid-nest-$$; mkdir $g; mount --bind $g /sys/fs/cgroup/cpu",
            GOES_ON);

    assertSaid(said, "the worker runs inside a container");
    assertSaid(said, "half of what the kernel cannot hold units back from is lent");
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(GROUPS.resolve("cpu"), "idlegrid-nest-*")) {
      for (Path group : left) {
        Files.delete(group);
      }
    }
  }

  @Test
  void withoutAnyEngineItSaysWhatEachOneLacks() throws Exception {
    String said =
        worker(
            "mount --bind /dev/null /usr/bin/bwrap",
            "Nothing can run units on this device",
            "--docker",
            "unix://" + folder.resolve("no.sock"));

    assertSaid(said, "bwrap");
    assertSaid(said, "no.sock");
    assertTrue(!said.contains("\tat "), "no trace of the program: " + said);
  }

  @Test
  void aPolicyWithErrorsIsNamedByItsLineAndTheWorkerGoesOn() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/policy.conf"), "# mine\ncpu.enter = many\n");

    String said = worker("true", GOES_ON);

    assertSaid(said, "policy.conf");
    assertSaid(said, "line 2");
    assertSaid(said, "cpu.enter");
  }

  @Test
  void onAFullDiskItEndsInWords() throws Exception {
    String data = folder.resolve("data").toString();

    String said =
        worker(
            "mount -t tmpfs -o size=16k tmpfs %s; cp %s %s/; head -c 1M /dev/zero > %s/full || true"
                .formatted(data, folder.resolve("identity.json"), data, data),
            "No space left on device");

    assertTrue(!said.contains("\tat "), "no trace of the program: " + said);
  }

  @Test
  void whoseFolderIsRemovedUnderItEndsInWords() throws Exception {
    String said =
        disturbed(() -> RemoveFolder.remove(folder.resolve("data")), "while it ran", "true");

    assertSaid(said, "its folder " + folder.resolve("data") + " was removed or replaced");
    assertTrue(!said.contains("\tat "), "no trace of the program: " + said);
  }

  @Test
  void whoseProgramIsWrittenIntoEndsInWords() throws Exception {
    Path jar = Files.writeString(folder.resolve("ours.jar"), "");

    String said = disturbed(() -> Files.writeString(jar, "built anew"), "while it ran", "true");

    assertSaid(said, "its program " + jar + " was written into");
    assertTrue(!said.contains("\tat "), "no trace of the program: " + said);
  }

  /** What is done to a worker that runs. */
  private interface Disturbance {
    void act() throws Exception;
  }

  private String disturbed(Disturbance disturbance, String until, String preparation)
      throws Exception {
    disturb = disturbance;
    return worker(preparation, until);
  }

  private static void assertSaid(String said, String words) {
    assertTrue(said.contains(words), "'" + words + "' in: " + said);
  }

  /**
   * Runs a worker until it said something; returns all that it said.
   *
   * @param preparation of the mounts that it sees
   */
  private String worker(String preparation, String until, String... further) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    String identity = "{\"coordinator\":\"http://127.0.0.1:9\",\"deviceId\":\"d\",\"key\":\"k\"}";
    Files.writeString(folder.resolve("identity.json"), identity);
    Files.writeString(data.resolve("identity.json"), identity);
    Path log = folder.resolve("log");
    Files.deleteIfExists(log);
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
    command.add("set -e; " + preparation + "; exec \"$@\"");
    command.addAll(List.of("sh", Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    String ours = System.getProperty("java.class.path") + ":" + folder.resolve("ours.jar");
    command.addAll(List.of("-cp", ours));
    command.add("io.idlegrid.worker.Main");
    if (!List.of(further).contains("--docker")) {
      command.addAll(List.of("--docker", "none"));
    }
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of("--group", "idlegrid-hostile-" + ProcessHandle.current().pid()));
    command.addAll(List.of(further));
    Process worker =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      Disturbance disturbance = disturb;
      if (disturbance != null) {
        Patience.await().until(() -> Files.readString(log).contains(GOES_ON));
        disturbance.act();
      }
      Patience.await().until(() -> Files.readString(log).contains(until) || !worker.isAlive());
      boolean goesOn = worker.isAlive();
      worker.destroy();
      assertTrue(worker.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS), "it does not end");
      if (until.equals(GOES_ON)) {
        assertTrue(goesOn, Files.readString(log));
        assertEquals(0, worker.exitValue(), Files.readString(log));
      }
      assertSaid(Files.readString(log), until);
      return Files.readString(log);
    } finally {
      worker.destroyForcibly();
    }
  }
}
