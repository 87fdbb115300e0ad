package io.idlegrid.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * ONNX Runtime reports to its makers from version 1.29 on, also on Linux, unless an environment
 * variable says otherwise before it is loaded; and where it can neither reach them nor keep a
 * device id, as in a sandbox, it crashes. A program cannot change its own environment, so where the
 * variable is missing this one starts itself again with it.
 */
final class WithoutTelemetry {

  private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  private WithoutTelemetry() {}

  static boolean isAssured() {
    return "1".equals(System.getenv(VARIABLE));
  }

  /** Runs the program with these arguments in a JVM like this one; returns its exit code. */
  static int run(Class<?> program, String[] arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx" + Runtime.getRuntime().maxMemory());
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(VARIABLE, "1");
    Process process = builder.start();
    Thread atEnd = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atEnd);
    return process.waitFor();
  }
}
