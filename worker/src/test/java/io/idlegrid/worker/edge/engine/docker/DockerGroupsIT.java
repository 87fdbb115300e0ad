package io.idlegrid.worker.edge.engine.docker;

import static io.idlegrid.worker.GrowingFile.awaitGrowth;
import static io.idlegrid.worker.GrowingFile.sizeAfterAWhile;
import static io.idlegrid.worker.GrowingFile.sizeAtRest;
import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.HostConfig;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.domain.group.Restart;
import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.group.ServicePlan.VolumeUse;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.GroupHost.Member;
import io.idlegrid.worker.domain.run.GroupPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.engine.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of services in a real engine: what they share, and what they cannot do. */
@Tag("docker")
class DockerGroupsIT {

  private static final UnitLimits LIMITS = new UnitLimits(1, 128L << 20, 64, 16L << 20);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String BEAT = "while :; do echo >> /data/%s; done";
  private static final String IDLE = "while :; do :; done";

  @TempDir static Path folder;
  private static @Nullable EngineOfAll engineOfAll;
  private static String shell = "";

  private final Recorder log = new Recorder();
  private @Nullable GroupHost group;

  @BeforeAll
  static void openEngine() throws Exception {
    engineOfAll = EngineOfAll.open(DockerConfig.DEFAULT_HOST, folder);
    shell = RealDocker.importShell();
  }

  @AfterAll
  static void closeEngine() throws Exception {
    if (engineOfAll != null) {
      engineOfAll.close();
      RealDocker.removeShell();
    }
  }

  @BeforeEach
  void openGroup() throws Exception {
    for (String each : List.of("work", "checkpoint", "data")) {
      Files.createDirectories(folder.resolve("a1").resolve(each));
    }
    group = open(LIMITS);
  }

  private static GroupHost open(UnitLimits limits) throws Exception {
    return all()
        .engine()
        .groups()
        .orElseThrow()
        .open(
            new GroupPlan(
                new AttemptName("a1"),
                new UnitFolders(
                    null,
                    Map.of(),
                    null,
                    folder.resolve("a1/work"),
                    folder.resolve("a1/checkpoint")),
                limits,
                List.of("store", "reader"),
                Map.of("data", folder.resolve("a1/data"))));
  }

  @AfterEach
  void closeGroup() throws Exception {
    if (group != null) {
      group.close();
    }
    assertEquals(List.of(), all().containers(), "containers are left behind");
  }

  @Test
  void servicesHaveALoopbackAndTheNamesOfTheOthersAndNoOtherNetwork() throws Exception {
    Member reader =
        started(
            "reader",
            "while read line; do case $line in *:*) echo ${line%%:*};; esac; done < /proc/net/dev;"
                + " while read line; do echo $line; done < /etc/hosts");

    assertEquals(0, reader.exit().get().code().orElseThrow());
    assertEquals("lo\n127.0.0.1 localhost store reader\n", log.output(), log.error());
  }

  @Test
  void allServicesAreInTheControlGroupWhoseLimitsHoldForThemTogether() throws Exception {
    started("store", IDLE);

    HostConfig host = RealDocker.inspect(all().groups().name() + "-a1_1").getHostConfig();

    assertEquals("/" + all().groups().name() + "/a1", host.getCgroupParent());
    assertEquals("container:", host.getNetworkMode().substring(0, 10));
    assertEquals(true, host.getReadonlyRootfs());
    assertEquals(List.of("no-new-privileges"), host.getSecurityOpts());
    assertTrue(List.of(Objects.requireNonNull(host.getCapDrop())).toString().contains("ALL"));
  }

  @Test
  void servicesHaveTheMemoryOfTheGroupTogether() throws Exception {
    reopen(new UnitLimits(1, 48L << 20, 64, 16L << 20));
    Member store = started("store", filling("store", 26), 1, 64L << 20);
    await().until(() -> Files.exists(folder.resolve("a1/data/store")));

    Member reader = started("reader", filling("reader", 26), 1, 64L << 20);

    // Each alone has room for it, as the first has shown; both together have not.
    Object first =
        CompletableFuture.anyOf(store.exit(), reader.exit())
            .get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    assertEquals(137, ((Exit) first).code().orElseThrow(), first.toString());
  }

  @Test
  void servicesHaveTheCpuOfTheGroupTogether() throws Exception {
    reopen(new UnitLimits(.2, 128L << 20, 64, 16L << 20));
    Path stat = cpuStatOfTheGroup();
    started("store", IDLE, .2, 32L << 20);
    started("reader", IDLE, .2, 32L << 20);
    long before = throttled(stat);

    // Neither is above its own ceiling but for moments: it is the group that is held back.
    await().until(() -> throttled(stat) > before + 10);
  }

  /** Takes so many MiB, writes that it has them, and keeps them. */
  private static String filling(String name, int mebi) {
    return "i=0; while [ $i -lt %d ]; do i=$((i+1)); eval \"v$i=\\$(printf %%1048576s x)\"; done;"
            .formatted(mebi)
        + " echo full > /data/%s; while :; do :; done".formatted(name);
  }

  private void reopen(UnitLimits limits) throws Exception {
    group().close();
    group = open(limits);
  }

  private static Path cpuStatOfTheGroup() throws Exception {
    AttemptGroup made = all().groups().find(new AttemptName("a1")).orElseThrow();
    String group = made.path().substring(1) + "/cpu.stat";
    for (String root :
        List.of("/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup")) {
      Path stat = Path.of(root, group);
      if (Files.exists(stat)) {
        return stat;
      }
    }
    throw new AssertionError("the group has no cpu.stat");
  }

  private static long throttled(Path stat) throws Exception {
    return Files.readAllLines(stat).stream()
        .filter(line -> line.startsWith("nr_throttled "))
        .mapToLong(line -> Long.parseLong(line.substring("nr_throttled ".length())))
        .sum();
  }

  @Test
  void allServicesStandStillTogether() throws Exception {
    Path store = folder.resolve("a1/data/store");
    Path reader = folder.resolve("a1/data/reader");
    started("store", BEAT.formatted("store"));
    started("reader", BEAT.formatted("reader"));
    awaitGrowth(store, 0);
    awaitGrowth(reader, 0);

    group().freeze();
    long ofStore = sizeAtRest(store);
    long ofReader = sizeAtRest(reader);

    assertEquals(ofStore, sizeAfterAWhile(store));
    assertEquals(ofReader, sizeAfterAWhile(reader));
    group().thaw();
    awaitGrowth(store, ofStore);
    awaitGrowth(reader, ofReader);
  }

  @Test
  void aCheckTellsByItsExitWhetherAServiceIsWell() throws Exception {
    Member store = started("store", IDLE);

    assertTrue(passes(store, shell("exit 0"), LONG));
    assertFalse(passes(store, shell("exit 3"), LONG));
    assertFalse(passes(store, List.of("/no/such/program"), LONG));
  }

  @Test
  void aCheckRunsAtTheLowestPriority() throws Exception {
    Member store = started("store", IDLE);
    String untilLow =
        "while :; do read -r pid name state parent group session tty leader flags minor cminor"
            + " major cmajor user system cuser csystem priority nice rest < /proc/self/stat;"
            + " [ $nice = 19 ] && exit 0; done";

    assertTrue(passes(store, shell(untilLow), Patience.LONG));
  }

  @Test
  void aCheckThatHangsIsEndedWithItsChildren() throws Exception {
    Member store = started("store", IDLE);
    Set<Long> before = settled();

    assertFalse(passes(store, shell("(" + IDLE + "); true"), Duration.ofSeconds(1)));

    await().until(() -> group().processes().equals(before));
  }

  @Test
  void aCheckThatWritesMuchIsEnded() throws Exception {
    Member store = started("store", IDLE);
    Set<Long> before = settled();
    String block = "x".repeat(1_000);

    assertFalse(
        passes(
            store,
            shell("i=0; while [ $i -lt 9000 ]; do i=$((i+1)); echo %s; done".formatted(block)),
            LONG));

    await().until(() -> group().processes().equals(before));
  }

  /** What makes a container goes after its program has begun. */
  private Set<Long> settled() throws Exception {
    await().until(() -> group().processes().stream().allMatch(DockerGroupsIT::isOfTheGroup));
    return group().processes();
  }

  private static boolean isOfTheGroup(long process) {
    String name =
        ProcessHandle.of(process)
            .flatMap(each -> each.info().command())
            .map(command -> Path.of(command).getFileName().toString())
            .orElse("");
    return !name.isEmpty() && !name.startsWith("runc") && !name.equals("exe");
  }

  private Member started(String name, String script) throws Exception {
    return started(name, script, .2, 32L << 20);
  }

  private Member started(String name, String script, double cores, long memory) throws Exception {
    return group()
        .start(
            new ServicePlan(
                name,
                shell,
                shell(script),
                List.of(),
                Map.of(),
                Map.of("/data", new VolumeUse("data", false)),
                Map.of(),
                null,
                new Restart(Restart.When.NEVER, 1),
                cores,
                memory),
            log);
  }

  private static boolean passes(Member service, List<String> check, Duration timeout)
      throws Exception {
    return service.check(check, timeout, () -> true);
  }

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  private GroupHost group() {
    return Objects.requireNonNull(group);
  }

  private static EngineOfAll all() {
    return Objects.requireNonNull(engineOfAll);
  }
}
