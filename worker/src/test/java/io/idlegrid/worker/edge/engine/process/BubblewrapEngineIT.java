package io.idlegrid.worker.edge.engine.process;

import static io.idlegrid.worker.GrowingFile.awaitGrowth;
import static io.idlegrid.worker.GrowingFile.sizeAfterAWhile;
import static io.idlegrid.worker.GrowingFile.sizeAtRest;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.SandboxEngineContract;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("bubblewrap")
class BubblewrapEngineIT extends SandboxEngineContract {

  @Override
  protected AttemptGroups groups() throws IOException {
    return TestGroups.open();
  }

  @Override
  protected Engine engine(AttemptGroups groups) throws IOException {
    ProcessEngine engine =
        new ProcessEngine(
            new ProcessConfig(
                folder.resolve("engine"),
                "bwrap",
                UnitUser.NOBODY_ELSE,
                ProcessConfig.Plain.NEVER,
                false),
            groups);
    EngineProbe probe = engine.probe();
    Needs.that(
        probe.usable() && groups.limitsMemory() && groups.limitsProcesses(),
        "bubblewrap with control groups: " + probe + groups.missing());
    return engine;
  }

  @Test
  void readsAndWritesOnlyWhileNobodyElseWantsTheDisk() throws Exception {
    Needs.that(Files.isExecutable(Path.of("/usr/bin/ionice")), "ionice, of util-linux");

    run("ionice");

    assertEquals("idle\n", log.output());
  }

  @Test
  void whoeverWasTakenOutOfTheFreezerIsStoppedBySignals() throws Exception {
    Optional<Path> freezer =
        Optional.ofNullable(CgroupMounts.ofThisProcess().legacy().get("freezer"));
    Needs.that(freezer.isPresent(), "a freezer of its own, as version 1 has it");
    Path beat = folder.resolve("a1/work/beat");
    RunningUnit unit = started(plan(LIMITS, "sh", "-c", "while :; do echo >> beat; done"));
    awaitGrowth(beat, 0);
    for (long process : unit.processes()) {
      Files.writeString(freezer.orElseThrow().resolve("cgroup.procs"), Long.toString(process));
    }
    unit.freeze();
    awaitGrowth(beat, Files.size(beat));

    unit.freezeOtherwise();

    long stopped = sizeAtRest(beat);
    assertEquals(stopped, sizeAfterAWhile(beat));
    unit.thaw();
    awaitGrowth(beat, stopped);
    unit.kill();
    assertEquals(Ending.KILLED, ended(unit).ending());
  }
}
