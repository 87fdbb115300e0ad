package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.HostState.Battery;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;

/** Sensors as OSHI finds them. It says 0.0 and "no power source" for what it does not know. */
public final class OshiSensors implements Sensors {

  private final HardwareAbstractionLayer hardware = new SystemInfo().getHardware();

  @Override
  public OptionalDouble celsius() {
    return known(hardware.getSensors().getCpuTemperature());
  }

  @Override
  public Optional<Battery> battery() {
    List<PowerSource> sources = hardware.getPowerSources();
    return sources.stream().map(OshiSensors::known).flatMap(Optional::stream).findFirst();
  }

  static OptionalDouble known(double celsius) {
    return celsius > 0 ? OptionalDouble.of(celsius) : OptionalDouble.empty();
  }

  /** A source without a capacity is OSHI's way to say that there is none. */
  private static Optional<Battery> known(PowerSource source) {
    double full = source.getRemainingCapacityPercent();
    if (source.getMaxCapacity() <= 0 || !(full > 0)) {
      return Optional.empty();
    }
    boolean charging = source.isCharging() || !source.isDischarging();
    return Optional.of(new Battery(100 * full, charging));
  }
}
