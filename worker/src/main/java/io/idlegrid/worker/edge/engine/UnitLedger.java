package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.ExitEvidence;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.ThawedTime;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one unit: its time, its use of the device, and in the end the evidence. Keeps
 * what it read last, since an engine may remove its groups before anybody asks.
 */
public final class UnitLedger {

  private static final Logger LOG = LoggerFactory.getLogger(UnitLedger.class);

  private final RunPlan plan;
  private final @Nullable AttemptGroup group;
  private ThawedTime time;
  private boolean killing;
  private Usage last = new Usage(Duration.ZERO, null, Duration.ZERO, false);

  /**
   * @param group of the attempt; absent where there are no control groups
   */
  public UnitLedger(RunPlan plan, @Nullable AttemptGroup group) {
    this.plan = plan;
    this.group = group;
    this.time = ThawedTime.startedAt(System.nanoTime());
  }

  public synchronized void froze() {
    time = time.stop(System.nanoTime());
  }

  public synchronized void thawed() {
    time = time.go(System.nanoTime());
  }

  public synchronized void killing() {
    killing = true;
  }

  public synchronized Usage usage() {
    last = read();
    return last;
  }

  /**
   * @param exitCode absent where the engine cannot tell
   * @param outOfMemory the engine itself saw that
   * @param loss what happened from outside; absent if nothing did
   */
  public Exit conclude(@Nullable Integer exitCode, boolean outOfMemory, @Nullable String loss) {
    Usage used;
    boolean wasKilled;
    synchronized (this) {
      time = time.stop(System.nanoTime());
      used = usage();
      wasKilled = killing;
    }
    // Outside of the lock: a unit may leave a million files to look at, and the guard comes by.
    boolean memory = outOfMemory || killedAtOwnLimit(exitCode);
    ExitEvidence evidence =
        new ExitEvidence(
            exitCode,
            wasKilled,
            memory,
            used.processLimitReached(),
            fileAtLimit(exitCode),
            loss != null ? loss : deviceRanOutOfMemory());
    return evidence.judge(plan.limits(), used);
  }

  private Usage read() {
    Duration thawed = time.passed(System.nanoTime());
    if (group == null) {
      return new Usage(Duration.ZERO, null, thawed, false);
    }
    try {
      OptionalLong peak = group.peakMemory();
      return new Usage(
          group.cpuTime(),
          peak.isPresent() ? peak.getAsLong() : null,
          thawed,
          last.processLimitReached() || group.processLimitReached());
    } catch (EngineException e) {
      LOG.warn("usage of attempt {} is what was read before: {}", plan.attempt(), e.getMessage());
      return new Usage(last.cpu(), last.peakMemoryBytes(), thawed, last.processLimitReached());
    }
  }

  /**
   * The count of kills is gone where the engine removed its own group, but not that this one was
   * full and something in it died of SIGKILL.
   */
  private boolean killedAtOwnLimit(@Nullable Integer exitCode) {
    boolean killed = exitCode != null && exitCode == 128 + 9;
    try {
      return group != null && group.memoryLimitReached() && (killed || group.memoryKills() > 0);
    } catch (EngineException e) {
      LOG.warn(
          "cannot tell whether attempt {} ran out of memory: {}", plan.attempt(), e.getMessage());
      return false;
    }
  }

  private @Nullable String deviceRanOutOfMemory() {
    try {
      return group != null && group.memoryKills() > 0
          ? "killed because the device, or all attempts together, ran out of memory"
          : null;
    } catch (EngineException e) {
      LOG.debug("no memory events of attempt {}: {}", plan.attempt(), e.getMessage());
      return null;
    }
  }

  private @Nullable String fileAtLimit(@Nullable Integer exitCode) {
    if (exitCode == null || exitCode == 0) {
      return null;
    }
    try {
      return Footprints.fileAtLimit(plan.folders(), plan.limits().fileBytes()).orElse(null);
    } catch (IOException e) {
      LOG.warn("cannot look through the folders of attempt {}: {}", plan.attempt(), e.toString());
      return null;
    }
  }
}
