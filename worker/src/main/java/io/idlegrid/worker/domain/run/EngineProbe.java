package io.idlegrid.worker.domain.run;

import java.util.List;

/**
 * What an engine can do on this device now.
 *
 * @param usable whether {@link Engine#start} has a chance
 * @param version of the engine's program; empty where none was found
 * @param obstacles what stands in the way, with what would help; empty when usable
 * @param weaknesses what this engine cannot isolate or limit here, in words; empty when it can do
 *     all that is promised
 */
public record EngineProbe(
    boolean usable, String version, List<String> obstacles, List<String> weaknesses) {

  public EngineProbe {
    obstacles = List.copyOf(obstacles);
    weaknesses = List.copyOf(weaknesses);
    if (usable != obstacles.isEmpty()) {
      throw new IllegalArgumentException("an engine is usable exactly when nothing is in the way");
    }
  }

  public static EngineProbe usable(String version, List<String> weaknesses) {
    return new EngineProbe(true, version, List.of(), weaknesses);
  }

  public static EngineProbe unusable(List<String> obstacles) {
    return new EngineProbe(false, "", obstacles, List.of());
  }
}
