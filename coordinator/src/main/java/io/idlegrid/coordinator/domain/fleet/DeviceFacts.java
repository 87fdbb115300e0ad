package io.idlegrid.coordinator.domain.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a device is, as its worker says.
 *
 * @param arch architecture as Docker and Go name it
 * @param lendableCpuPercent most CPU for attempts together, in percent of the device
 * @param java feature version of a Java runtime that attempts can use
 * @param imageBytes most disk for images
 * @param hardware absent when the worker's survey did not work
 */
public record DeviceFacts(
    String name,
    String arch,
    String os,
    int cores,
    long memoryBytes,
    long lendableMemoryBytes,
    long lendableDiskBytes,
    double lendableCpuPercent,
    List<EngineFact> engines,
    Optional<Integer> java,
    Map<String, String> labels,
    List<String> sensors,
    Optional<Place> place,
    boolean networkAllowed,
    List<String> warnings,
    Optional<Hardware> hardware,
    long imageBytes) {

  public DeviceFacts {
    if (cores < 1) {
      throw new IllegalArgumentException("a device has at least one core, not " + cores);
    }
    engines = List.copyOf(engines);
    labels = Map.copyOf(labels);
    sensors = List.copyOf(sensors);
    warnings = List.copyOf(warnings);
  }

  /**
   * An engine that works on the device, and what it cannot isolate there.
   *
   * @param images whether it runs units in images
   * @param groups whether it runs groups of services
   */
  public record EngineFact(
      String name, String version, Optional<String> degraded, boolean images, boolean groups) {}

  /** A coarse place in degrees. */
  public record Place(double latitude, double longitude) {}
}
