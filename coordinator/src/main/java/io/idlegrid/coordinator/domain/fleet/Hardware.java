package io.idlegrid.coordinator.domain.fleet;

import java.util.List;
import java.util.Optional;

/**
 * What a device is made of. A part that its worker could not find out is empty.
 *
 * @param model maker and model of the computer
 * @param sensors what was found there; the worker need not read them all
 */
public record Hardware(
    Optional<String> model,
    Optional<String> processor,
    Optional<Integer> physicalCores,
    Optional<Integer> maxMegahertz,
    List<Disk> disks,
    List<NetworkPort> networks,
    List<String> sensors) {

  public Hardware {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    sensors = List.copyOf(sensors);
  }

  /** A disk or a memory card; a solid one has nothing that turns. */
  public record Disk(String name, Optional<String> model, long bytes, Optional<Boolean> solid) {}

  /** A port to a network and its speed per second. */
  public record NetworkPort(String name, Optional<Integer> megabits) {}
}
