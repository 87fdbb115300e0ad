package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineProbe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The engines of this device, and what was found out about them.
 *
 * @param all best first
 */
public record InstalledEngines(List<Installed> all) implements AutoCloseable {

  /** An engine and what it can do. */
  public record Installed(Engine engine, EngineProbe probe) {}

  public InstalledEngines {
    all = List.copyOf(all);
  }

  /**
   * Probes engines.
   *
   * @param engines in the order of what they cost; one that isolates much worse comes later
   */
  public static InstalledEngines probe(List<Engine> engines) {
    List<Installed> found = new ArrayList<>();
    for (Engine engine : engines) {
      found.add(new Installed(engine, engine.probe()));
    }
    found.sort(Comparator.comparing(installed -> installed.probe().version().equals("plain")));
    return new InstalledEngines(found);
  }

  /** Engines that work, best first. */
  public List<Installed> usable() {
    return all.stream().filter(installed -> installed.probe().usable()).toList();
  }

  /** What is in the way of the engines that do not work. */
  public List<String> obstacles() {
    List<String> told = new ArrayList<>();
    for (Installed installed : all) {
      installed
          .probe()
          .obstacles()
          .forEach(obstacle -> told.add("engine " + installed.engine().name() + ": " + obstacle));
    }
    return told;
  }

  /** What the engines that work cannot protect here, each said once. */
  public List<String> weaknesses() {
    Set<String> told = new LinkedHashSet<>();
    usable().forEach(installed -> told.addAll(installed.probe().weaknesses()));
    return List.copyOf(told);
  }

  /** Removes what an agent that crashed left behind; tells what it was. */
  public List<String> removeLeftovers() {
    List<String> told = new ArrayList<>();
    usable().forEach(installed -> told.addAll(installed.engine().removeLeftovers()));
    return told;
  }

  @Override
  public void close() {
    all.forEach(installed -> installed.engine().close());
  }
}
