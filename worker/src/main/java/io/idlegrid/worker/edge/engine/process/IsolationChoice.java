package io.idlegrid.worker.edge.engine.process;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far units are kept apart on this device.
 *
 * @param chosen absent where nothing that the owner allows works
 * @param obstacles why nothing works; empty otherwise
 * @param weaknesses in words
 */
record IsolationChoice(
    @Nullable Isolation chosen, List<String> obstacles, List<String> weaknesses) {

  static IsolationChoice of(Isolation isolation, List<String> furtherWeaknesses) {
    List<String> all = new java.util.ArrayList<>(isolation.weaknesses());
    all.addAll(furtherWeaknesses);
    return new IsolationChoice(isolation, List.of(), List.copyOf(all));
  }

  static IsolationChoice none(List<String> obstacles) {
    return new IsolationChoice(null, List.copyOf(obstacles), List.of());
  }

  Optional<Isolation> isolation() {
    return Optional.ofNullable(chosen);
  }

  String version() {
    return isolation().map(Isolation::version).orElse("");
  }
}
