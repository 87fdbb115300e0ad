package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.GrowingFile;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that starts a unit and is killed before it can tidy up. */
public final class CrashingAgent {

  private CrashingAgent() {}

  /** Starts {@code main} in a JVM of its own, and returns once it said that its unit runs. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    int said = process.getInputStream().read();
    if (said != 'r') {
      throw new IOException("the agent did not get its unit to run");
    }
    return process;
  }

  /** For {@code main}: starts the unit, freezes it if told to, says so, and waits to be killed. */
  public static void runUntilKilled(Engine engine, RunPlan plan, boolean frozen) throws Exception {
    Start start = engine.start(plan, (channel, bytes, length) -> {});
    if (!(start instanceof Start.Started started)) {
      throw new IllegalStateException(start.toString());
    }
    RunningUnit unit = started.unit();
    GrowingFile.awaitGrowth(plan.folders().work().resolve("beat"), 0);
    if (frozen) {
      unit.freeze();
    }
    System.out.print("r");
    System.out.flush();
    unit.exit().get(1, TimeUnit.HOURS);
  }
}
