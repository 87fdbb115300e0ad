package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.HostState.Battery;
import io.idlegrid.worker.domain.availability.trigger.Power;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temperature and battery straight from {@code /sys}. A zone that answers 0.0 °C, or what no device
 * survives, does not know; ACPI without a driver says such things.
 */
public final class SysfsSensors implements Sensors {

  private static final Logger LOG = LoggerFactory.getLogger(SysfsSensors.class);
  private static final double COLDEST = -60;
  private static final double HOTTEST = 150;

  private final Path classes;

  public SysfsSensors() {
    this(Path.of("/sys/class"));
  }

  /**
   * @param classes what stands for {@code /sys/class}
   */
  SysfsSensors(Path classes) {
    this.classes = classes;
  }

  @Override
  public OptionalDouble celsius() {
    List<Path> files = new ArrayList<>(under("thermal", "thermal_zone*", "temp"));
    for (Path chip : folder("hwmon", "hwmon*")) {
      files.addAll(list(chip, "temp*_input"));
    }
    return files.stream()
        .map(this::text)
        .flatMap(Optional::stream)
        .map(SysfsSensors::degrees)
        .flatMapToDouble(OptionalDouble::stream)
        .max();
  }

  @Override
  public Optional<Battery> battery() {
    Power power = power();
    return power == null || power.percent() == null
        ? Optional.empty()
        : Optional.of(new Battery(power.percent(), !power.draining()));
  }

  /** What the device lives on; null when a battery is there that does not say how it is. */
  public @Nullable Power power() {
    List<Path> supplies = folder("power_supply", "*");
    if (supplies.stream().noneMatch(this::isBatteryOfTheDevice)) {
      return Power.NO_BATTERY;
    }
    boolean isPlugged =
        supplies.stream()
            .filter(supply -> !isBatteryOfTheDevice(supply))
            .anyMatch(supply -> text(supply.resolve("online")).equals(Optional.of("1")));
    for (Path supply : supplies) {
      if (isBatteryOfTheDevice(supply)) {
        return power(supply, isPlugged);
      }
    }
    return Power.NO_BATTERY;
  }

  private @Nullable Power power(Path supply, boolean isPlugged) {
    Double percent = text(supply.resolve("capacity")).map(Double::valueOf).orElse(null);
    return switch (text(supply.resolve("status")).orElse("Unknown")) {
      case "Discharging" -> new Power(true, percent);
      case "Charging", "Full", "Not charging" -> new Power(false, percent);
      default -> isPlugged ? new Power(false, percent) : null;
    };
  }

  /** A mouse has a battery too. */
  private boolean isBatteryOfTheDevice(Path supply) {
    Optional<String> type = text(supply.resolve("type"));
    boolean stores = type.equals(Optional.of("Battery")) || type.equals(Optional.of("UPS"));
    return stores && !text(supply.resolve("scope")).equals(Optional.of("Device"));
  }

  private static OptionalDouble degrees(String milli) {
    try {
      double celsius = Long.parseLong(milli) / 1000.0;
      boolean isPossible = celsius != 0 && celsius > COLDEST && celsius < HOTTEST;
      return isPossible ? OptionalDouble.of(celsius) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private List<Path> under(String kind, String pattern, String file) {
    return folder(kind, pattern).stream().map(each -> each.resolve(file)).toList();
  }

  private List<Path> folder(String kind, String pattern) {
    return list(classes.resolve(kind), pattern);
  }

  private static List<Path> list(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(folder, pattern)) {
      entries.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    } catch (IOException e) {
      LOG.debug("{} cannot be listed", folder, e);
    }
    return found;
  }

  /** Drivers answer with errors when a sensor sleeps; that is unknown, as an absent file is. */
  private Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
