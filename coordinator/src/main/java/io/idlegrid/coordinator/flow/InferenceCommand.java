package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.ArtifactUse;
import io.idlegrid.coordinator.domain.job.InferenceRule;
import io.idlegrid.coordinator.domain.job.RunRule;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Programs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Inference is a batch: the ONNX program is one artifact, the model another. */
final class InferenceCommand {

  static final String MODEL = "model";
  private static final String PROGRAM = "onnx";
  private static final String MAIN = "io.idlegrid.inference.Main";
  private static final int JAVA = 17;

  private final Programs programs;

  InferenceCommand(Programs programs) {
    this.programs = programs;
  }

  RunRule command(InferenceRule rule) {
    return new RunRule(
        List.of(
            "java",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=.",
            "-cp",
            "{{" + PROGRAM + "}}/*",
            MAIN,
            "--model={{" + MODEL + "}}",
            "--labels=" + String.join("\n", rule.labels()),
            "--size=" + rule.width() + "x" + rule.height() + "x" + rule.channels(),
            "--layout=" + rule.layout(),
            "--mean=" + numbers(rule.mean()),
            "--std=" + numbers(rule.std()),
            "--top=" + rule.top(),
            "{{input}}",
            "{{output}}"),
        RunRule.EngineChoice.ANY,
        Optional.empty(),
        // ONNX Runtime reports to its maker unless told not to; the program restarts itself
        // without.
        Map.of("ORT_DISABLE_TELEMETRY", "1"),
        false,
        Optional.of(JAVA),
        false);
  }

  ArtifactUse program() throws IOException {
    ArtifactUse program =
        programs
            .onnx()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Kind.UNAVAILABLE,
                        "inference.unavailable",
                        "this coordinator was installed without its inference program",
                        "build it with ./idlegrid build, or submit a batch with a program of your"
                            + " own"));
    return new ArtifactUse(PROGRAM, program.sha256(), program.size(), true);
  }

  private static String numbers(List<Double> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
