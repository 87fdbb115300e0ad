package io.idlegrid.worker.domain.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an engine needs to run one attempt.
 *
 * @param command program and arguments, placeholders replaced by what {@link Engine#view} says
 * @param env added to a small environment of the engine's own; nothing of the agent's is inherited
 * @param image what {@link EngineImages#load} calls the image; absent to run on the device's own
 *     programs
 * @param network whether the unit may use the network
 * @param readOnlyFolders further folders shown at their own path, such as a Java home outside
 *     {@code /usr}
 */
public record RunPlan(
    AttemptName attempt,
    List<String> command,
    Map<String, String> env,
    UnitFolders folders,
    UnitLimits limits,
    @Nullable String image,
    boolean network,
    List<Path> readOnlyFolders) {

  /** Mounting over these would undo the sandbox. */
  private static final List<Path> RESERVED =
      List.of(
          Path.of("/grid"), Path.of("/proc"), Path.of("/sys"), Path.of("/dev"), Path.of("/tmp"));

  public RunPlan {
    command = List.copyOf(command);
    env = Map.copyOf(env);
    readOnlyFolders = List.copyOf(readOnlyFolders);
    if (command.isEmpty() || command.get(0).isEmpty()) {
      throw new IllegalArgumentException("attempt " + attempt + " has no command");
    }
    env.keySet().forEach(RunPlan::requireVariableName);
    readOnlyFolders.forEach(RunPlan::requireHarmless);
  }

  private static void requireVariableName(String name) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'" + name + "' cannot name an environment variable");
    }
  }

  private static void requireHarmless(Path folder) {
    boolean reserved = RESERVED.stream().anyMatch(folder::startsWith);
    if (!folder.isAbsolute() || folder.getNameCount() == 0 || reserved) {
      throw new IllegalArgumentException(
          "folder '" + folder + "' cannot be shown to a unit at its own path");
    }
  }
}
