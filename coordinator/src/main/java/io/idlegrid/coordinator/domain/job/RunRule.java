package io.idlegrid.coordinator.domain.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command of one unit.
 *
 * @param command program and arguments with placeholders
 * @param engine which engines may run it
 * @param image how the submitter writes the image to run in
 * @param env further environment variables
 * @param network whether the unit needs the network
 * @param java feature version of the Java runtime it needs on the device, where it needs one
 * @param checkpoints whether the unit keeps checkpoints and goes on from them elsewhere
 */
public record RunRule(
    List<String> command,
    EngineChoice engine,
    Optional<String> image,
    Map<String, String> env,
    boolean network,
    Optional<Integer> java,
    boolean checkpoints) {

  public RunRule {
    command = List.copyOf(command);
    env = Map.copyOf(env);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command needs at least a program");
    }
  }

  /** Which engines may run a unit. */
  public enum EngineChoice {
    ANY,
    DOCKER,
    PROCESS;

    /** Whether an engine of this name will do. */
    public boolean accepts(String engine) {
      return this == ANY || name().equalsIgnoreCase(engine);
    }
  }
}
