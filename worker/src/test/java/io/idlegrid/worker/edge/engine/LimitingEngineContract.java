package io.idlegrid.worker.edge.engine;

import static io.idlegrid.worker.GrowingFile.awaitGrowth;
import static io.idlegrid.worker.GrowingFile.sizeAfterAWhile;
import static io.idlegrid.worker.GrowingFile.sizeAtRest;
import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an engine does besides, where there are control groups. */
public abstract class LimitingEngineContract extends EngineContract {

  private static final UnitLimits TIGHT = new UnitLimits(1, 64L << 20, 16, 1L << 20);

  @Test
  void memoryBeyondTheLimitEndsTheUnitAndIsNamed() throws Exception {
    Exit exit = ended(started(plan(TIGHT, "tail", "/dev/zero")));

    assertEquals(Ending.MEMORY_LIMIT, exit.ending(), exit.detail());
    assertEquals("needed more memory than its limit of 64 MiB", exit.detail());
    assertTrue(exit.usage().peakMemory().orElseThrow() > 32L << 20);
  }

  @Test
  void filesInTmpCountAsMemory() throws Exception {
    Exit exit =
        ended(
            started(
                plan(
                    new UnitLimits(1, 64L << 20, 16, 1L << 30),
                    "sh",
                    "-c",
                    "tail -c 60M /dev/zero | head -c 50M > /tmp/x && tail /dev/zero")));

    assertEquals(Ending.MEMORY_LIMIT, exit.ending(), exit.detail());
  }

  @Test
  void processesBeyondTheLimitAreRefusedAndNamed() throws Exception {
    RunningUnit unit =
        started(
            plan(
                TIGHT,
                "sh",
                "-c",
                "i=0; while [ $i -lt 40 ]; do sleep 60 & i=$((i+1)); done; exit 1"));

    Exit exit = ended(unit);

    assertEquals(Ending.PROCESS_LIMIT, exit.ending(), exit.detail());
    assertTrue(exit.detail().contains("limit of 16 processes"), exit.detail());
  }

  @Test
  void aForkBombIsSeenAndKilled() throws Exception {
    RunningUnit unit = started(plan(TIGHT, "sh", "-c", "f() { f | f & f; }; f"));
    await().until(() -> unit.usage().processLimitReached() || unit.exit().isDone());

    unit.kill();

    assertTrue(ended(unit).usage().processLimitReached());
  }

  @Test
  void aFileBeyondTheLimitIsNamed() throws Exception {
    Exit exit =
        ended(started(plan(TIGHT, "sh", "-c", "head -c 2000000 /dev/zero > big || exit 1")));

    assertEquals(Ending.FILE_SIZE_LIMIT, exit.ending(), exit.detail());
    assertTrue(exit.detail().contains("work/big"), exit.detail());
    assertEquals(1L << 20, Files.size(folder.resolve("a1/work/big")));
  }

  @Test
  void cacheThatFillsTheMemoryIsNoFailure() throws Exception {
    UnitLimits limits = new UnitLimits(1, 64L << 20, 16, 1L << 30);

    Exit exit = ended(started(plan(limits, "sh", "-c", "head -c 100M /dev/zero > big; exit 3")));

    assertEquals(Ending.EXITED, exit.ending(), exit.detail());
    assertEquals(3, exit.code().orElseThrow());
  }

  @Test
  void cpuTimeIsCountedForTheUnitAndForAll() throws Exception {
    RunningUnit unit = started(script("while :; do :; done"));

    await().until(() -> unit.usage().cpu().compareTo(Duration.ofMillis(300)) > 0);
    unit.close();

    assertTrue(groups.used().total().compareTo(Duration.ofMillis(200)) > 0);
    assertTrue(ended(unit).usage().cpu().compareTo(Duration.ofMillis(300)) >= 0);
  }

  @Test
  void theBrakeStopsUnitsOfThisEngine() throws Exception {
    RunningUnit unit = started(script("while :; do echo >> beat; done"));
    Path beat = folder.resolve("a1/work/beat");
    awaitGrowth(beat, 0);

    groups.freezeAll();
    long before = sizeAtRest(beat);
    long later = sizeAfterAWhile(beat);
    groups.thawAll();

    assertEquals(before, later);
    awaitGrowth(beat, later);
    unit.close();
  }

  @Test
  void aUnitCanBeClosedUnderTheBrake() throws Exception {
    RunningUnit unit = started(script("while :; do echo >> beat; done"));
    awaitGrowth(folder.resolve("a1/work/beat"), 0);
    groups.freezeAll();

    unit.close();
    groups.thawAll();

    assertEquals(Ending.KILLED, ended(unit).ending());
  }

  /** Else its CPU time would be taken out of the host load twice, and hide the owner's. */
  @Test
  void aUnitCannotChangeItsPriority() throws Exception {
    RunningUnit unit =
        started(
            script(
                "until [ $(nice) = 19 ]; do :; done; renice -n -5 -p $$ ; renice -n 0 -p $$;"
                    + " nice -n -10 nice; nice"));
    ended(unit);

    assertTrue(log.output().endsWith("19\n19\n"), log.output() + log.error());
  }

  @Test
  void theKernelTakesUnitsFirstWhenTheDeviceRunsOutOfMemory() throws Exception {
    run("cat /proc/self/oom_score_adj");

    assertEquals("1000\n", log.output());
  }
}
