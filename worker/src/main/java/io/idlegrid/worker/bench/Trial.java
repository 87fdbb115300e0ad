package io.idlegrid.worker.bench;

import io.idlegrid.worker.domain.run.EngineException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Begins each policy once before anything is measured: a table without its rows is no use. */
final class Trial {

  private Trial() {}

  /**
   * Tries them one after the other.
   *
   * @throws IOException naming each that cannot begin here, what it lacks, and how to do without
   */
  static void of(List<LendingPolicy> policies)
      throws IOException, InterruptedException, PutBack.Failed {
    Map<String, String> obstacles = new LinkedHashMap<>();
    for (LendingPolicy policy : policies) {
      try (PutBack after = new PutBack()) {
        LendingPolicy.Lent lent = policy.bare().begin();
        after.add(lent::end);
        lent.cpu();
      } catch (IOException | EngineException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("broken off while " + policy.name() + " was tried");
        }
        obstacles.put(policy.name(), String.valueOf(e.getMessage()));
      }
    }
    if (!obstacles.isEmpty()) {
      throw new IOException(refusal(policies, obstacles));
    }
  }

  private static String refusal(List<LendingPolicy> policies, Map<String, String> obstacles) {
    String lacking =
        obstacles.entrySet().stream()
            .map(each -> "%n  %s: %s".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    String others =
        policies.stream()
            .map(LendingPolicy::name)
            .filter(name -> !obstacles.containsKey(name))
            .map(name -> " --only '" + name + "'")
            .collect(Collectors.joining());
    return "nothing was measured, since this cannot run here:"
        + lacking
        + (others.isEmpty() ? "" : "%nTo measure the others alone:%s".formatted(others));
  }
}
