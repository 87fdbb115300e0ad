package io.idlegrid.worker.edge.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.engine.Accounts;
import io.idlegrid.worker.edge.engine.HostPrograms;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.process.ProcessConfig.Plain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine says and refuses where something is missing. */
class ProcessEngineProbeIT {

  private static final int SOMEBODY = 65_530;

  @TempDir Path folder;

  @BeforeEach
  void onLinux() {
    Needs.that(Files.exists(Path.of("/proc/self")), "a Linux kernel");
  }

  @Test
  void withoutSandboxAndWithoutLeaveItIsUnusableAndSaysWhatHelps() throws Exception {
    EngineProbe probe = probe("no-such-bwrap", Plain.NEVER, true);

    assertFalse(probe.usable());
    assertTrue(probe.obstacles().get(0).contains("apt-get install bubblewrap"), probe.toString());
    assertTrue(probe.obstacles().get(1).contains("owner does not allow"), probe.toString());
  }

  @Test
  void plainProcessesAreToldAsDegraded() throws Exception {
    EngineProbe probe = probe("no-such-bwrap", Plain.AS_AGENT, true);

    assertTrue(probe.usable(), probe.toString());
    assertTrue(probe.weaknesses().toString().contains("no sandbox"), probe.toString());
    assertTrue(probe.weaknesses().toString().contains("stopped by signals"), probe.toString());
    assertTrue(probe.weaknesses().toString().contains("no memory controller"), probe.toString());
  }

  @Test
  void aBubblewrapThatMayNotMakeNamespacesIsToldWithItsOwnWords() throws Exception {
    Path refusing = folder.resolve("bwrap");
    Files.writeString(
        refusing,
        "#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho 'setting up uid map: denied'; exit 1\n");
    Files.setPosixFilePermissions(refusing, PosixFilePermissions.fromString("rwxr-xr-x"));

    EngineProbe probe = probe(refusing.toString(), Plain.NEVER, true);

    assertTrue(
        probe
            .obstacles()
            .get(0)
            .contains("cannot make a sandbox here (setting up uid map: denied)"),
        probe.toString());
  }

  @Test
  void withoutFreezerAndWithoutLeaveToSignalItIsUnusable() throws Exception {
    EngineProbe probe = probe("no-such-bwrap", Plain.AS_AGENT, false);

    assertFalse(probe.usable());
    assertTrue(probe.obstacles().toString().contains("could not be frozen"), probe.toString());
  }

  @Test
  void imagesAreRefused() throws Exception {
    try (ProcessEngine engine = engine("no-such-bwrap", Plain.AS_AGENT, true)) {
      Start start = engine.start(plan("sha256:1234"), (channel, bytes, length) -> {});

      Start.Refused refused = assertInstanceOf(Start.Refused.class, start);
      assertEquals(Start.Reason.NOT_SUPPORTED, refused.reason());
    }
  }

  @Test
  @Tag("cgroup")
  void aPlainUnitWhoseFoldersItsUserCannotEnterIsRefused() throws Exception {
    Needs.that(UnitUser.of(SOMEBODY).changed(), "root");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

    try (ProcessEngine engine = engine("no-such-bwrap", Plain.AS_UNIT_USER, true)) {
      Start start = engine.start(plan(null), (channel, bytes, length) -> {});

      Start.Refused refused = assertInstanceOf(Start.Refused.class, start);
      assertTrue(refused.text().contains("user 65530 of units cannot enter"), refused.text());
    }
  }

  @Test
  @Tag("bubblewrap")
  void anAgentWithoutPrivilegesMakesSandboxesToo() throws Exception {
    Needs.that(UnitUser.of(SOMEBODY).changed(), "root, to become somebody else");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    UnitUser somebody = new UnitUser(SOMEBODY, SOMEBODY, false);
    Sandbox sandbox =
        new Sandbox(
            "bwrap", somebody, HostPrograms.ofThisDevice(), Accounts.write(folder, somebody));
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid=65530", "--regid=65530", "--clear-groups"));
    command.addAll(sandbox.trial());

    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();

    assertEquals(0, process.waitFor(), Files.readString(folder.resolve("log")));
  }

  private EngineProbe probe(String bubblewrap, Plain plain, boolean signal) throws IOException {
    try (ProcessEngine engine = engine(bubblewrap, plain, signal)) {
      return engine.probe();
    }
  }

  private ProcessEngine engine(String bubblewrap, Plain plain, boolean signal) throws IOException {
    AttemptGroups none =
        AttemptGroups.open(new CgroupMounts(Map.of(), null, false), "idlegrid-test");
    return new ProcessEngine(
        new ProcessConfig(folder.resolve("engine"), bubblewrap, SOMEBODY, plain, signal), none);
  }

  private RunPlan plan(@Nullable String image) throws IOException {
    UnitFolders folders =
        new UnitFolders(
            null,
            Map.of(),
            null,
            Files.createDirectories(folder.resolve("a1/work")),
            Files.createDirectories(folder.resolve("a1/checkpoint")));
    return new RunPlan(
        new AttemptName("a1"),
        List.of("true"),
        Map.of(),
        folders,
        new UnitLimits(1, 64 << 20, 16, 1 << 20),
        image,
        false,
        List.of());
  }
}
