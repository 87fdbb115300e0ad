package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a device is. Sent with every hello; changes rarely.
 *
 * @param name what the owner calls it; the host name by default
 * @param arch {@code amd64}, {@code arm64}, {@code arm}, … as Docker and Go name them
 * @param os operating system and version in words
 * @param cores logical processors
 * @param memoryBytes physical memory
 * @param lendableMemoryBytes most memory that attempts may use together, by the owner's policy
 * @param lendableDiskBytes most disk that attempts and caches may use together
 * @param lendableCpuPercent most CPU that attempts may use together, in percent of the device
 * @param engines engines that work here
 * @param java feature version of a Java runtime that attempts can use; absent where there is none
 * @param labels the owner's labels
 * @param sensors what can be measured here, such as {@code temperature}, {@code battery}
 * @param location coarse place; absent unless the owner gives one
 * @param networkAllowed whether the owner lets attempts use the network
 * @param warnings what the worker cannot protect here, in words
 * @param imageBytes most disk that images may take; 0 where no engine runs them
 * @param hardware what it is made of; absent when the survey did not work
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Capabilities(
    String name,
    String arch,
    String os,
    int cores,
    long memoryBytes,
    long lendableMemoryBytes,
    long lendableDiskBytes,
    double lendableCpuPercent,
    List<EngineInfo> engines,
    @Nullable Integer java,
    Map<String, String> labels,
    List<String> sensors,
    @Nullable Location location,
    boolean networkAllowed,
    List<String> warnings,
    @Nullable Hardware hardware,
    long imageBytes) {

  /**
   * An engine that works on the device.
   *
   * @param name {@code docker}, {@code process} or {@code wasm}
   * @param version of the engine's program
   * @param degraded what this engine cannot isolate or limit here; absent when it can do all
   * @param images whether it runs units in images
   * @param groups whether it runs groups of services
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EngineInfo(
      String name, String version, @Nullable String degraded, boolean images, boolean groups) {}

  /** A coarse place: degrees, rounded by the worker to a tenth (about 10 km). */
  public record Location(double latitude, double longitude) {}
}
