package io.idlegrid.coordinator.given;

import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Condition.Lending;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts.EngineFact;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.match.IdleOutlook;
import io.idlegrid.coordinator.domain.match.Offer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A device of four cores and 4 GiB that lends three quarters of its CPU and 1 GiB, and is idle but
 * for 3 %.
 */
public final class GivenDevice {

  private final DeviceId id;
  private String name;
  private int cores = 4;
  private double lends = 75;
  private double risk = Device.DEFAULT_RISK;
  private Condition.Terms terms = Condition.Terms.USUAL;
  private String arch = "arm64";
  private boolean hasImages = true;
  private long imageBytes = 1L << 30;

  public GivenDevice(int number) {
    this.id = id(number);
    this.name = "device " + number;
  }

  /** The name of the device with a number. */
  public static DeviceId id(int number) {
    return new DeviceId("d-%08d".formatted(number));
  }

  public DeviceId id() {
    return id;
  }

  public GivenDevice named(String other) {
    name = other;
    return this;
  }

  public GivenDevice cores(int many) {
    cores = many;
    return this;
  }

  /** Most CPU for attempts together, in percent of the device. */
  public GivenDevice lends(double percent) {
    lends = percent;
    return this;
  }

  public GivenDevice risk(double accepted) {
    risk = accepted;
    return this;
  }

  /** What its owner's policy asks for. */
  public GivenDevice asking(Condition.Terms other) {
    terms = other;
    return this;
  }

  public GivenDevice arch(String other) {
    arch = other;
    return this;
  }

  /** Nothing on it runs images. */
  public GivenDevice withoutImages() {
    hasImages = false;
    return this;
  }

  /** Most disk for images. */
  public GivenDevice imageBytes(long most) {
    imageBytes = most;
    return this;
  }

  public DeviceFacts facts() {
    return new DeviceFacts(
        name,
        arch,
        "Linux",
        cores,
        4L << 30,
        1L << 30,
        4L << 30,
        lends,
        List.of(new EngineFact("process", "1", Optional.empty(), hasImages, true)),
        Optional.of(17),
        Map.of(),
        List.of(),
        Optional.empty(),
        false,
        List.of(),
        Optional.empty(),
        imageBytes);
  }

  /** After its first hello. */
  public Device joined(Instant at) {
    return new Device(id, "owner", name, "00", at, Optional.of(facts()), Duty.LEND, risk);
  }

  /** As it reports itself while its owner causes that much load. */
  public Condition condition(double hostPercent, Instant at) {
    return new Condition(
        at,
        hostPercent,
        0,
        2L << 30,
        8L << 30,
        Optional.empty(),
        Lending.AVAILABLE,
        "",
        new Condition.Room(cores * lends / 100, 1L << 30, 4L << 30, 512),
        terms);
  }

  public Offer offer(IdleOutlook outlook, Instant now) {
    return new Offer(
        joined(now),
        Optional.of(condition(3, now)),
        List.of(),
        outlook,
        Standing.NEW,
        Optional.empty(),
        1,
        Set.of());
  }
}
