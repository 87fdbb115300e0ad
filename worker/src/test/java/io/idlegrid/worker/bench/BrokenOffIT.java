package io.idlegrid.worker.bench;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real benchmark that somebody breaks off in the middle of a run. */
@Tag("cgroup")
class BrokenOffIT {

  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final int SECONDS = 600;

  @TempDir Path folder;
  private @Nullable Process bench;

  @BeforeEach
  void onOneOfOurs() throws IOException {
    Needs.that(
        UnitUser.of(1).changed() && Files.isExecutable(Path.of("/usr/bin/bwrap")),
        "root, control groups and bubblewrap");
  }

  @AfterEach
  void end() {
    if (bench != null) {
      bench.descendants().forEach(ProcessHandle::destroyForcibly);
      bench.destroyForcibly();
    }
  }

  @Test
  void unitsOfTheLadderAreThawedKilledAndRemoved() throws Exception {
    Process run = begun("ladder without forecasts");
    await()
        .ignoreExceptions()
        .until(() -> members(run.pid()).size() >= Runtime.getRuntime().availableProcessors());
    List<Long> members = members(run.pid());
    // As the guard leaves them beside a busy owner: frozen, for which they cannot even die.
    freeze(run.pid());

    run.destroy();

    assertTrue(run.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS), said());
    assertEquals(143, run.exitValue(), said());
    assertEquals(List.of(), groups(run.pid()), said());
    // Dead they are, but somebody else may still have to take note.
    await().untilAsserted(() -> assertEquals(List.of(), alive(members), said()));
    assertEquals(List.of(), left(), said());
  }

  @Test
  void busyProcessesOfNoGroupEndWithCtrlC() throws Exception {
    Process run = begun("nice / SCHED_IDLE only");
    await().until(() -> shells(run).size() > Runtime.getRuntime().availableProcessors());
    List<Long> shells = shells(run);

    // To the whole process group at once, as a terminal does it, but for that of the test.
    List<String> interrupt = new ArrayList<>(List.of("kill", "-INT"));
    Stream.concat(Stream.of(run.pid()), inGroupOf(run))
        .map(String::valueOf)
        .forEach(interrupt::add);
    assertEquals(0, new ProcessBuilder(interrupt).start().waitFor());

    assertTrue(run.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS), said());
    assertEquals(130, run.exitValue(), said());
    await().untilAsserted(() -> assertEquals(List.of(), alive(shells), said()));
  }

  @Test
  void theNextOneThawsKillsAndRemovesWhatOneThatWasKilledLeft() throws Exception {
    Process killed = begun("ladder without forecasts");
    await()
        .ignoreExceptions()
        .until(() -> members(killed.pid()).size() >= Runtime.getRuntime().availableProcessors());
    List<Long> members = members(killed.pid());
    freeze(killed.pid());
    killed.destroyForcibly().waitFor();
    assertFalse(groups(killed.pid()).isEmpty(), "nobody could remove them");

    Process next = begun("ladder without forecasts");
    await().ignoreExceptions().until(() -> groups(killed.pid()).isEmpty());
    await().untilAsserted(() -> assertEquals(List.of(), alive(members), said()));
    await().until(() -> left().stream().noneMatch(each -> isOf(killed, each)));

    next.destroy();
    assertTrue(next.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS), said());
    assertEquals(List.of(), left(), said());
  }

  @Test
  void busyProcessesOfNoGroupEndWithABenchmarkThatIsKilled() throws Exception {
    Process run = begun("nice / SCHED_IDLE only");
    await().until(() -> shells(run).size() > Runtime.getRuntime().availableProcessors());
    List<Long> children = run.descendants().map(ProcessHandle::pid).toList();

    run.destroyForcibly();

    await().untilAsserted(() -> assertEquals(List.of(), alive(children), said()));
  }

  private static boolean isOf(Process run, Path folder) {
    return folder.getFileName().toString().startsWith("idlegrid-bench-" + run.pid() + "-");
  }

  /** Goes right to the policy: what would be compared with is in the log already. */
  private Process begun(String policy) throws IOException {
    Path log = folder.resolve("runs.jsonl");
    if (Files.notExists(log)) {
      RunLog.open(log, new RunLog.Setting(SECONDS, 5, 1, "null"))
          .add("nothing lent", 0, new Round(0, 1, 1, List.of(), List.of(), 0, List.of(), 0, 0));
    }
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    // Whoever was started in the background of a script ignores Ctrl-C, and hands that on.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx256m", "-Djava.io.tmpdir=" + temporary));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("harvest", "--rounds", "1", "--seconds", "" + SECONDS));
    command.addAll(List.of("--only", policy, "--log", log.toString()));
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    bench = started;
    return started;
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (IOException e) {
      return "nothing: " + e;
    }
  }

  private static List<Path> groups(long pid) throws IOException {
    try (Stream<Path> found = Files.walk(GROUPS, 3)) {
      return found.filter(each -> each.endsWith("idlegrid-bench-" + pid)).toList();
    }
  }

  /** Processes in the groups of its units. */
  private static List<Long> members(long pid) throws IOException {
    List<Long> members = new ArrayList<>();
    for (Path group : groups(pid)) {
      try (Stream<Path> inside = Files.walk(group)) {
        for (Path each : inside.filter(file -> file.endsWith("cgroup.procs")).toList()) {
          Files.readAllLines(each).stream().map(Long::parseLong).forEach(members::add);
        }
      }
    }
    return members.stream().distinct().toList();
  }

  private static void freeze(long pid) throws IOException {
    for (Path group : groups(pid)) {
      Path legacy = group.resolve("freezer.state");
      if (Files.exists(legacy)) {
        Files.writeString(legacy, "FROZEN");
      } else if (Files.exists(group.resolve("cgroup.freeze"))) {
        Files.writeString(group.resolve("cgroup.freeze"), "1");
      }
    }
  }

  private static List<Long> alive(List<Long> processes) {
    return processes.stream()
        .filter(each -> ProcessHandle.of(each).filter(ProcessHandle::isAlive).isPresent())
        .toList();
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.toList();
    }
  }

  private static List<Long> shells(Process run) {
    return run.descendants()
        .filter(each -> each.info().command().orElse("").endsWith("sh"))
        .map(ProcessHandle::pid)
        .toList();
  }

  /** What a terminal would reach too: children that are in no session of their own. */
  private static Stream<Long> inGroupOf(Process run) {
    return run.descendants()
        .filter(each -> sessionOf(each.pid()) == sessionOf(run.pid()))
        .map(ProcessHandle::pid);
  }

  private static long sessionOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    } catch (IOException gone) {
      return -1;
    }
  }
}
