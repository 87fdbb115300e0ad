package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device is made of, as a survey at the worker's start found it. A part that the device does
 * not tell is absent, never guessed.
 *
 * @param model maker and model of the computer
 * @param processor the processor's name
 * @param physicalCores cores that are not another thread of the same one
 * @param maxMegahertz highest frequency of the processor
 * @param sensors what was found: {@code temperature}, {@code fan}, {@code battery}; the worker need
 *     not read them all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Hardware(
    @Nullable String model,
    @Nullable String processor,
    @Nullable Integer physicalCores,
    @Nullable Integer maxMegahertz,
    List<Disk> disks,
    List<NetworkPort> networks,
    List<String> sensors) {

  public Hardware {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    sensors = List.copyOf(sensors);
  }

  /**
   * A disk or a memory card.
   *
   * @param name the kernel's, such as {@code sda} or {@code mmcblk0}
   * @param solid whether nothing in it turns
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Disk(String name, @Nullable String model, long bytes, @Nullable Boolean solid) {}

  /**
   * A port to a network; virtual ones are left out.
   *
   * @param megabits its speed per second; absent while nothing is connected
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NetworkPort(String name, @Nullable Integer megabits) {}
}
