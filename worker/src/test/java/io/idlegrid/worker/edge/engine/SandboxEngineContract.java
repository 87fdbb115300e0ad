package io.idlegrid.worker.edge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.host.LinuxFacts;
import io.idlegrid.worker.edge.host.SysfsSensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine does besides, where it has a sandbox. */
public abstract class SandboxEngineContract extends LimitingEngineContract {

  @Test
  void allUnitsSeeTheSamePaths() {
    assertEquals(UnitView.SANDBOX, engine.view(folders()));
  }

  @Test
  void theOwnersFilesAreNotThere() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "mine");

    Exit exit = run("cat " + secret + "; ls /root /home /var /boot /sys/kernel; ls /etc/shadow /");

    assertFalse(log.output().contains("mine"));
    assertEquals(2, exit.code().orElseThrow(), log.output());
    assertFalse(log.output().contains("home"), log.output());
  }

  @Test
  void onlyTheUnitsOwnFoldersCanBeWritten() throws Exception {
    run(
        "for d in / /usr /etc /grid /grid/code /grid/input /grid/artifacts/model /proc/sys/kernel"
            + " /sys/fs/cgroup; do touch $d/x 2>/dev/null && echo wrote $d; done;"
            + " echo x >> /grid/code/greet.sh && echo changed code;"
            + " touch /tmp/x /grid/work/x /grid/checkpoint/x && echo fine");

    assertEquals("fine\n", log.output());
  }

  @Test
  void aUnitCannotLeaveOrThawItsControlGroup() throws Exception {
    run(
        "for f in $(find /sys/fs/cgroup -name cgroup.procs -o -name tasks -o -name freezer.state"
            + " -o -name cgroup.freeze 2>/dev/null); do"
            + " for word in 0 THAWED; do (echo $word > $f) 2>/dev/null && echo changed $f; done;"
            + " done; echo tried");

    assertEquals("tried\n", log.output());
  }

  @Test
  void aUnitHasNoPrivileges() throws Exception {
    run("id -u; grep -E 'CapPrm|CapEff|CapBnd|NoNewPrivs' /proc/self/status | tr -d '\\t'");

    assertFalse(log.output().startsWith("0\n"), log.output());
    assertTrue(log.output().contains("CapPrm:0000000000000000"), log.output());
    assertTrue(log.output().contains("CapEff:0000000000000000"), log.output());
    assertTrue(log.output().contains("NoNewPrivs:1"), log.output());
  }

  @Test
  void aUnitSeesOnlyItsOwnProcesses() throws Exception {
    run("ls -d /proc/[0-9]* | wc -l");

    assertTrue(Integer.parseInt(log.output().strip()) < 8, log.output());
  }

  @Test
  void thereIsNoNetworkUnlessAllowed() throws Exception {
    run("cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' '");

    assertEquals("lo\n", log.output());
  }

  @Test
  void theNetworkIsThereWhenAllowed() throws Exception {
    RunPlan quiet = script("cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' '");

    ended(
        started(
            new RunPlan(
                quiet.attempt(),
                quiet.command(),
                quiet.env(),
                quiet.folders(),
                quiet.limits(),
                null,
                true,
                List.of())));

    assertTrue(log.output().lines().anyMatch(name -> !name.equals("lo")), log.output());
  }

  @Test
  void theDevicesJavaRunsAndKnowsItsMemory() throws Exception {
    var java = new LinuxFacts().read(new SysfsSensors()).java().orElseThrow();
    Path classes =
        Path.of(ReportsMemory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String name = ReportsMemory.class.getName();
    Path target = folder.resolve("cache/code/" + name.replace('.', '/') + ".class");
    Files.createDirectories(target.resolveSibling(""));
    Files.copy(classes.resolve(name.replace('.', '/') + ".class"), target);
    UnitLimits limits = new UnitLimits(2, 256L << 20, 128, 16L << 20);
    RunPlan plan =
        new RunPlan(
            new AttemptName("a1"),
            List.of(java.home() + "/bin/java", "-cp", UnitView.SANDBOX.code(), name),
            Map.of("JAVA_HOME", java.home().toString()),
            folders(),
            limits,
            null,
            false,
            java.outsideView());

    Exit exit = ended(started(plan));

    assertEquals(0, exit.code().orElseThrow(), log.output() + log.error());
    String[] said = log.output().strip().split(" ", -1);
    assertTrue(Long.parseLong(said[0]) <= limits.memoryBytes(), log.output());
    assertEquals("/grid/work", said[1]);
  }

  @Test
  void furtherFoldersAreShownAtTheirOwnPath() throws Exception {
    // Units have a /tmp of their own, so nothing below the device's can be shown to them.
    Path tool = Files.createTempDirectory(Path.of("/var/tmp"), "tool");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(tool.resolve("hint"), "here");
    RunPlan plain = script("cat " + tool + "/hint");

    ended(
        started(
            new RunPlan(
                plain.attempt(),
                plain.command(),
                plain.env(),
                plain.folders(),
                plain.limits(),
                null,
                false,
                List.of(tool))));

    assertEquals("here", log.output(), log.error());
    Files.delete(tool.resolve("hint"));
    Files.delete(tool);
  }
}
