package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.JavaRuntime;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.run.InputFiles.Prepared;
import io.idlegrid.worker.loop.Held;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what was granted into a plan that an engine can carry out: the command with its
 * placeholders replaced, the environment, the limits.
 *
 * @param mostCores most cores for one unit, by the owner's policy
 * @param java runtime that attempts can use
 */
record PlanAttempt(double mostCores, Optional<JavaRuntime> java) {

  /**
   * @param image what the engine calls the image that the unit runs in
   */
  RunPlan of(
      Held attempt,
      UnitView view,
      UnitFolders unitFolders,
      Prepared input,
      Optional<String> image) {
    Program program = attempt.program();
    String inputPath = input.file().map(file -> view.input() + "/" + file).orElse(view.input());
    String outputPath = view.work() + "/out/result";
    Map<String, String> values = new HashMap<>(input.values());
    values.put("input", inputPath);
    values.put("output", outputPath);
    values.put("index", String.valueOf(attempt.lease().unit()));
    values.put("checkpoint", view.checkpoint());
    values.put(Program.CODE, view.code());
    unitFolders.artifacts().keySet().forEach(role -> values.put(role, view.artifact(role)));
    Map<String, String> env = new HashMap<>(program.env());
    env.put("IDLEGRID_JOB_ID", attempt.lease().job());
    env.put("IDLEGRID_UNIT_INDEX", String.valueOf(attempt.lease().unit()));
    env.put("IDLEGRID_INPUT", inputPath);
    env.put("IDLEGRID_OUTPUT", outputPath);
    env.put("IDLEGRID_CHECKPOINT_DIR", view.checkpoint());
    List<String> command = attempt.grant().merge() ? program.merge() : program.command();
    return new RunPlan(
        new AttemptName(AttemptFolders.name(attempt.lease())),
        withOurJava(program, CommandLine.replace(command, values)),
        env,
        unitFolders,
        new UnitLimits(
            Math.min(program.cpuCores(), mostCores),
            program.memoryBytes(),
            AttemptRunner.MOST_PROCESSES,
            program.diskBytes()),
        image.orElse(null),
        program.network(),
        java.map(JavaRuntime::outsideView).orElse(List.of()));
  }

  /** Without an image, {@code java} is the runtime that the device announced. */
  private List<String> withOurJava(Program program, List<String> command) {
    if (program.image() != null || java.isEmpty() || !command.get(0).equals("java")) {
      return command;
    }
    List<String> ours = new ArrayList<>(command);
    ours.set(0, java.get().home().resolve("bin/java").toString());
    return ours;
  }
}
