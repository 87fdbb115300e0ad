package io.idlegrid.coordinator.edge.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts.EngineFact;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.flow.port.Conditions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates conditions in the Common Expression Language, which has no loops and no side effects. A
 * condition sees static facts of the device only, so its answer is kept until the facts change.
 */
public final class CelConditions implements Conditions {

  /** Longest condition accepted; compiling takes time that grows with it. */
  public static final int MOST_CHARACTERS = 2_000;

  private static final List<String> FACTS =
      List.of(
          "device.id",
          "device.name",
          "device.owner",
          "device.arch",
          "device.os",
          "device.cores",
          "device.memory",
          "device.engines",
          "device.java",
          "device.labels",
          "device.sensors",
          "device.network");

  /**
   * The loop waits for an answer: a condition of nested macros over long lists must not hold it.
   */
  private static final CelOptions BOUNDED =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(10_000)
          .build();

  private final CelCompiler compiler =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(BOUNDED)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("device.id", SimpleType.STRING)
          .addVar("device.name", SimpleType.STRING)
          .addVar("device.owner", SimpleType.STRING)
          .addVar("device.arch", SimpleType.STRING)
          .addVar("device.os", SimpleType.STRING)
          .addVar("device.cores", SimpleType.INT)
          .addVar("device.memory", SimpleType.INT)
          .addVar("device.engines", ListType.create(SimpleType.STRING))
          .addVar("device.java", SimpleType.INT)
          .addVar("device.labels", MapType.create(SimpleType.STRING, SimpleType.STRING))
          .addVar("device.sensors", ListType.create(SimpleType.STRING))
          .addVar("device.network", SimpleType.BOOL)
          .setResultType(SimpleType.BOOL)
          .build();
  private final CelRuntime runtime =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(BOUNDED).build();
  private final Map<JobId, CelRuntime.Program> programs = new HashMap<>();
  private final Map<JobId, Map<DeviceId, Answer>> answers = new HashMap<>();

  /** An answer and the facts it was found from. */
  private record Answer(DeviceFacts facts, Optional<Veto> veto) {}

  /** What is wrong with a condition, in the compiler's words; empty when it is sound. */
  public Optional<String> problem(String condition) {
    if (condition.length() > MOST_CHARACTERS) {
      return Optional.of(
          "a condition has at most %d characters, not %d"
              .formatted(MOST_CHARACTERS, condition.length()));
    }
    try {
      compile(condition);
      return Optional.empty();
    } catch (CelValidationException e) {
      return Optional.of(
          e.getMessage() + "\nA condition may use " + String.join(", ", FACTS) + ".");
    }
  }

  @Override
  public Optional<Veto> judge(Job job, Device device) {
    if (job.spec().where().isEmpty() || device.facts().isEmpty()) {
      return Optional.empty();
    }
    DeviceFacts facts = device.facts().get();
    Map<DeviceId, Answer> ofJob = answers.computeIfAbsent(job.id(), any -> new HashMap<>());
    Answer known = ofJob.get(device.id());
    if (known == null || !known.facts().equals(facts)) {
      known = new Answer(facts, evaluate(job, device, facts));
      ofJob.put(device.id(), known);
    }
    return known.veto();
  }

  /** A job ended; its program and answers may go. */
  @Override
  public void forget(JobId job) {
    programs.remove(job);
    answers.remove(job);
  }

  private Optional<Veto> evaluate(Job job, Device device, DeviceFacts facts) {
    String condition = job.spec().where().orElseThrow();
    try {
      CelRuntime.Program program = program(job.id(), condition);
      return Boolean.TRUE.equals(program.eval(variables(device, facts)))
          ? Optional.empty()
          : Optional.of(new Veto(Reason.WHERE, "not true here: " + condition));
    } catch (CelEvaluationException e) {
      // An absent label, most often. A condition that cannot be answered does not hold.
      return Optional.of(new Veto(Reason.WHERE, "cannot be answered here: " + e.getMessage()));
    } catch (CelValidationException e) {
      return Optional.of(new Veto(Reason.WHERE, "does not compile: " + e.getMessage()));
    }
  }

  private CelRuntime.Program program(JobId job, String condition)
      throws CelValidationException, CelEvaluationException {
    CelRuntime.Program known = programs.get(job);
    if (known != null) {
      return known;
    }
    CelRuntime.Program made = runtime.createProgram(compile(condition));
    programs.put(job, made);
    return made;
  }

  private CelAbstractSyntaxTree compile(String condition) throws CelValidationException {
    return compiler.compile(condition).getAst();
  }

  private static Map<String, Object> variables(Device device, DeviceFacts facts) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("device.id", device.id().value());
    variables.put("device.name", device.name());
    variables.put("device.owner", device.owner());
    variables.put("device.arch", facts.arch());
    variables.put("device.os", facts.os());
    variables.put("device.cores", (long) facts.cores());
    variables.put("device.memory", facts.memoryBytes());
    variables.put("device.engines", facts.engines().stream().map(EngineFact::name).toList());
    variables.put("device.java", (long) facts.java().orElse(0));
    variables.put("device.labels", facts.labels());
    variables.put("device.sensors", facts.sensors());
    variables.put("device.network", facts.networkAllowed());
    return variables;
  }
}
