package io.idlegrid.worker.edge.engine;

import static io.idlegrid.worker.GrowingFile.awaitGrowth;
import static io.idlegrid.worker.GrowingFile.sizeAfterAWhile;
import static io.idlegrid.worker.GrowingFile.sizeAtRest;
import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Patience;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every engine does, however little it can isolate or limit.
 *
 * <p>A further runtime is an {@link Engine} whose test extends {@link SandboxEngineContract};
 * nothing in {@code worker/domain/run} knows of Docker. What it has to bring:
 *
 * <ul>
 *   <li>Start a container below a control group that is given to it, with given limits, no network,
 *       a read-only root and no capabilities. iSulad takes {@code --cgroup-parent} and speaks a
 *       language of its own over REST or gRPC: another companion. CRI (containerd) knows pods only:
 *       {@code RunPodSandbox} with {@code cgroup_parent} and a network that is its own and empty,
 *       then one container in it.
 *   <li>Deliver standard output and error from the first byte and hold the unit back while the sink
 *       is slow. CRI has {@code Attach} only after the start: the command has to be held by a
 *       process before it until output is attached.
 *   <li>Tell the exit code, and an end from outside from an end of the unit's own. CRI keeps both
 *       in {@code ContainerStatus} until the container is removed.
 *   <li>Leave freezing and killing to the control group: neither runtime is as quick or as certain.
 *       Its helpers must not live among the unit's processes, or be known to {@code edge/cgroup}.
 *   <li>Take images as layers that were verified before, or as an archive that it is sent ({@link
 *       io.idlegrid.worker.domain.run.EngineImages}), and run a container without an image on the
 *       device's own programs; an image of nothing serves.
 *   <li>Label what it makes with the worker's mark and find it again after a crash.
 * </ul>
 */
public abstract class EngineContract {

  protected static final UnitLimits LIMITS = new UnitLimits(2, 256L << 20, 64, 16L << 20);
  private static final String ATTEMPT = "a1";

  @TempDir protected Path folder;
  protected AttemptGroups groups;
  protected Engine engine;
  protected final Recorder log = new Recorder();
  protected final List<RunningUnit> units = new ArrayList<>();

  protected abstract AttemptGroups groups() throws Exception;

  /** Skips where the real thing is missing. */
  protected abstract Engine engine(AttemptGroups groups) throws Exception;

  @BeforeEach
  void layOut() throws Exception {
    for (String each :
        List.of("cache/code", "cache/model", "a1/input", "a1/work", "a1/checkpoint")) {
      Files.createDirectories(folder.resolve(each));
    }
    Files.writeString(folder.resolve("cache/code/greet.sh"), "echo hello $1\n");
    Files.writeString(folder.resolve("cache/model/weights"), "0.5");
    Files.writeString(folder.resolve("a1/input/part"), "data");
    groups = groups();
    engine = engine(groups);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    log.open();
    for (RunningUnit unit : units) {
      unit.close();
    }
    tearDown();
  }

  /** Engines that are slow to come keep for the whole class what they need. */
  protected void tearDown() throws Exception {
    if (engine != null) {
      engine.close();
    }
    if (groups != null && groups.isUsable()) {
      groups.close();
      assertFalse(isLeft(groups.path()), "cgroups are left behind");
    }
  }

  @Test
  void whatIsFrozenAndKilledAsItStartsEnds() throws Exception {
    RunningUnit unit = started(script("while :; do :; done"));
    unit.freeze();
    unit.freezeOtherwise();

    unit.kill();

    assertTrue(ended(unit).code().isEmpty() || ended(unit).code().getAsInt() != 0);
  }

  @Test
  void whatWasStoppedOtherwiseCanStillBeKilled() throws Exception {
    RunningUnit unit = started(script("echo ready; while :; do :; done"));
    Patience.await().until(() -> log.output().contains("ready"));
    unit.freeze();
    unit.freezeOtherwise();

    unit.kill();

    assertTrue(ended(unit).code().isEmpty() || ended(unit).code().getAsInt() != 0);
  }

  @Test
  void outputErrorAndExitCodeAreDelivered() throws Exception {
    Exit exit = run("echo out; echo err >&2; exit 7");

    assertEquals("out\n", log.output());
    assertEquals("err\n", log.error());
    assertEquals(Ending.EXITED, exit.ending(), exit.detail());
    assertEquals(7, exit.code().orElseThrow());
  }

  @Test
  void aCommandThatIsNotThereIsTheUnitsOwnFailure() throws Exception {
    Exit exit = ended(started(plan(LIMITS, "no-such-program")));

    assertEquals(Ending.EXITED, exit.ending(), exit.detail());
    assertEquals(127, exit.code().orElseThrow());
  }

  @Test
  void foldersAreWhereTheViewSays() throws Exception {
    UnitView view = engine.view(folders());

    Exit exit =
        run(
            "pwd -P; sh %s/greet.sh you; cat %s/part; cat %s/weights; echo c > %s/c; echo w > w"
                .formatted(view.code(), view.input(), view.artifact("model"), view.checkpoint()));

    assertEquals(0, exit.code().orElseThrow(), log.error());
    assertTrue(log.output().endsWith("hello you\ndata0.5"), log.output());
    assertEquals("w\n", Files.readString(folder.resolve("a1/work/w")));
    assertEquals("c\n", Files.readString(folder.resolve("a1/checkpoint/c")));
  }

  @Test
  void relativeLinksInTheWorkingFolderReachItsSiblings() throws Exception {
    Files.createSymbolicLink(folder.resolve("a1/work/greet.sh"), Path.of("../code/greet.sh"));

    run("sh greet.sh link; cat ../artifacts/model/weights ../input/part");

    assertEquals("hello link\n0.5data", log.output(), log.error());
  }

  @Test
  void theEnvironmentIsThePlansAndNothingOfTheAgents() throws Exception {
    run("echo $GREETING; env");

    assertTrue(log.output().startsWith("hi there\n"), log.output());
    assertFalse(log.output().contains("MAVEN"), log.output());
    assertFalse(log.output().contains("JAVA"), log.output());
  }

  @Test
  void aFrozenUnitStandsStillUntilThawed() throws Exception {
    RunningUnit unit = started(script("while :; do echo >> beat; done"));
    Path beat = folder.resolve("a1/work/beat");
    awaitGrowth(beat, 0);

    unit.freeze();
    long before = sizeAtRest(beat);
    long later = sizeAfterAWhile(beat);
    unit.thaw();

    assertEquals(before, later);
    awaitGrowth(beat, later);
  }

  @Test
  void frozenTimeIsNotThawedTime() throws Exception {
    RunningUnit unit = started(script("while :; do echo >> beat; done"));
    awaitGrowth(folder.resolve("a1/work/beat"), 0);

    unit.freeze();
    Usage before = unit.usage();
    sizeAfterAWhile(folder.resolve("a1/work/beat"));
    Usage later = unit.usage();

    assertEquals(before.thawed(), later.thawed());
    assertTrue(later.thawed().compareTo(Duration.ZERO) > 0);
  }

  @Test
  void terminateLetsAUnitCheckpointAndLeave() throws Exception {
    RunningUnit unit =
        started(
            script(
                "trap 'echo at 42 > %s/state; exit 85' TERM; echo ready; while :; do sleep 0.05; done"
                    .formatted(engine.view(folders()).checkpoint())));
    await().until(() -> log.output().contains("ready"));

    unit.terminate();
    Exit exit = ended(unit);

    assertEquals(85, exit.code().orElseThrow(), exit.detail());
    assertEquals(Ending.EXITED, exit.ending());
    assertEquals("at 42\n", Files.readString(folder.resolve("a1/checkpoint/state")));
  }

  @Test
  void terminateReachesTheChildOfAShellThatWaitsForIt() throws Exception {
    RunningUnit unit =
        started(
            script(
                "trap : TERM; sh -c 'trap \"exit 85\" TERM; echo ready; while :; do sleep 0.05; done'; exit $?"));
    await().until(() -> log.output().contains("ready"));

    unit.terminate();

    assertEquals(85, ended(unit).code().orElseThrow());
  }

  @Test
  void killEndsAUnitThatIgnoresTerminate() throws Exception {
    RunningUnit unit = started(script("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
    await().until(() -> log.output().contains("ready"));
    unit.terminate();

    unit.kill();
    Exit exit = ended(unit);

    assertEquals(Ending.KILLED, exit.ending(), exit.detail());
  }

  @Test
  void killEndsAFrozenUnitWithAllItStarted() throws Exception {
    RunningUnit unit =
        started(script("for i in 1 2 3; do (while :; do echo >> beat; done) & done; wait"));
    Path beat = folder.resolve("a1/work/beat");
    awaitGrowth(beat, 0);
    unit.freeze();

    unit.kill();
    ended(unit);

    assertEquals(Files.size(beat), sizeAfterAWhile(beat));
  }

  @Test
  void nothingRunsOnOnceTheCommandEnded() throws Exception {
    Exit exit = run("(while :; do echo >> beat; done) & sleep 0.3; exit 3");
    Path beat = folder.resolve("a1/work/beat");

    assertEquals(3, exit.code().orElseThrow());
    assertEquals(Files.size(beat), sizeAfterAWhile(beat));
  }

  @Test
  void aFloodOfOutputIsHeldBackAndTheUnitStaysInHand() throws Exception {
    log.stick();
    RunningUnit unit = started(plan(LIMITS, "yes"));
    await().until(() -> log.output().length() > 0);

    unit.freeze();
    unit.thaw();
    unit.kill();
    log.open();

    assertEquals(Ending.KILLED, ended(unit).ending());
  }

  @Test
  void callsAfterTheEndDoNothing() throws Exception {
    RunningUnit unit = started(script("exit 0"));
    ended(unit);

    unit.freeze();
    unit.thaw();
    unit.terminate();
    unit.kill();
    unit.close();
    unit.close();

    assertEquals(Ending.EXITED, ended(unit).ending());
  }

  @Test
  void closeOfAFrozenUnitLeavesNothing() throws Exception {
    RunningUnit unit = started(script("while :; do echo >> beat; done"));
    awaitGrowth(folder.resolve("a1/work/beat"), 0);
    unit.freeze();

    unit.close();

    assertEquals(Ending.KILLED, ended(unit).ending());
    try (var left = Files.list(folder.resolve("a1"))) {
      assertEquals(3, left.count());
    }
  }

  @Test
  void aMissingFolderIsRefusedByName() {
    UnitFolders wrong =
        new UnitFolders(
            folder.resolve("cache/nothing"),
            Map.of(),
            null,
            folder.resolve("a1/work"),
            folder.resolve("a1/checkpoint"));
    RunPlan plan =
        new RunPlan(
            new AttemptName(ATTEMPT),
            List.of("true"),
            Map.of(),
            wrong,
            LIMITS,
            null,
            false,
            List.of());

    Start.Refused refused = assertInstanceOf(Start.Refused.class, engine.start(plan, log));

    assertEquals(Start.Reason.BAD_PLAN, refused.reason());
    assertTrue(refused.text().contains("cache/nothing"), refused.text());
  }

  @Test
  void twoUnitsRunBesideEachOther() throws Exception {
    RunningUnit one = started(script("echo one > one; while :; do sleep 0.05; done"));
    RunPlan second =
        new RunPlan(
            new AttemptName("a2"),
            List.of("sh", "-c", "echo two > two"),
            Map.of(),
            new UnitFolders(null, Map.of(), null, made("a2/work"), made("a2/checkpoint")),
            LIMITS,
            null,
            false,
            List.of());

    Exit exit = ended(started(second));

    assertEquals(0, exit.code().orElseThrow());
    assertTrue(Files.exists(folder.resolve("a2/work/two")));
    assertFalse(one.exit().isDone());
  }

  protected final Path made(String path) throws IOException {
    return Files.createDirectories(folder.resolve(path));
  }

  protected final UnitFolders folders() {
    return new UnitFolders(
        folder.resolve("cache/code"),
        Map.of("model", folder.resolve("cache/model")),
        folder.resolve("a1/input"),
        folder.resolve("a1/work"),
        folder.resolve("a1/checkpoint"));
  }

  protected final RunPlan plan(UnitLimits limits, String... command) {
    return new RunPlan(
        new AttemptName(ATTEMPT),
        List.of(command),
        Map.of("GREETING", "hi there"),
        folders(),
        limits,
        null,
        false,
        List.of());
  }

  protected final RunPlan script(String script) {
    return plan(LIMITS, "sh", "-c", script);
  }

  protected final RunningUnit started(RunPlan plan) {
    Start start = engine.start(plan, log);
    Start.Started started = assertInstanceOf(Start.Started.class, start, start.toString());
    units.add(started.unit());
    return started.unit();
  }

  protected final Exit run(String script) throws Exception {
    return ended(started(script(script)));
  }

  protected static Exit ended(RunningUnit unit) throws Exception {
    return unit.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  /** Others' groups, which may go while we look, are not looked into. */
  private static boolean isLeft(String group) throws IOException {
    for (Path hierarchy : hierarchies()) {
      if (Files.exists(hierarchy.resolve(group.substring(1)))) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> hierarchies() throws IOException {
    try (var mounts = Files.list(Path.of("/sys/fs/cgroup"))) {
      return Stream.concat(Stream.of(Path.of("/sys/fs/cgroup")), mounts).toList();
    }
  }
}
