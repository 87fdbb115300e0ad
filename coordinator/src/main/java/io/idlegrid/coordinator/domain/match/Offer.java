package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.Need;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A device as the match sees it at one instant.
 *
 * @param condition its latest report; absent while it has no connection
 * @param holdings what it holds already
 * @param images digests of the images that it has
 * @param backOffUntil when it may be tried again after a fault of its own
 * @param caution the accepted risk is divided by this: above 1 after broken promises
 */
public record Offer(
    Device device,
    Optional<Condition> condition,
    List<Holding> holdings,
    IdleOutlook outlook,
    Standing standing,
    Optional<Instant> backOffUntil,
    double caution,
    Set<String> images) {

  public Offer {
    holdings = List.copyOf(holdings);
    images = Set.copyOf(images);
  }

  /**
   * Risk that a grant may take: what operator and owner both accept, less after broken promises.
   */
  public double risk() {
    return acceptedRisk(device, condition) / caution;
  }

  /** Risk that operator and owner both accept. */
  public static double acceptedRisk(Device device, Optional<Condition> condition) {
    double owners = condition.flatMap(latest -> latest.terms().risk()).orElse(device.risk());
    return Math.min(device.risk(), owners);
  }

  /** Attempts held, running and waiting. */
  public int attempts() {
    return holdings.stream().mapToInt(Holding::attempts).sum();
  }

  /** The attempts of one job held here. */
  Optional<Holding> holding(JobId job) {
    return holdings.stream().filter(held -> held.job().equals(job)).findFirst();
  }

  /** Bytes of the job's images that would have to move here first. */
  public long bytesToMove(JobSpec spec) {
    return spec.images().stream()
        .filter(image -> !images.contains(image.digest()))
        .map(image -> device.facts().flatMap(facts -> image.forArch(facts.arch())))
        .flatMap(Optional::stream)
        .mapToLong(ImageVariant::bytes)
        .sum();
  }

  /** {@code cpu} is a ceiling: a device that lends less gives what it lends. */
  public double coresFor(Need need) {
    double lent =
        device
            .facts()
            .map(facts -> facts.cores() * facts.lendableCpuPercent() / 100)
            .orElse(need.cpuCores());
    return Math.min(need.cpuCores(), lent);
  }

  /** How long the attempts of all other jobs go on. */
  Duration othersLeft(JobId except) {
    return holdings.stream()
        .filter(held -> !held.job().equals(except))
        .map(Holding::left)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  double coresInUse(JobId except) {
    return holdings.stream()
        .filter(held -> !held.job().equals(except))
        .mapToDouble(held -> held.running() * coresFor(held.need()))
        .sum();
  }

  long memoryInUse(JobId except) {
    return holdings.stream()
        .filter(held -> !held.job().equals(except))
        .mapToLong(held -> held.running() * held.need().memoryBytes())
        .sum();
  }

  long diskInUse(JobId except) {
    return holdings.stream()
        .filter(held -> !held.job().equals(except))
        .mapToLong(held -> held.running() * held.need().diskBytes())
        .sum();
  }

  /** CPU of all attempts together, in percent of the device. */
  double percentInUse() {
    int cores = device.facts().map(DeviceFacts::cores).orElse(1);
    double used =
        holdings.stream().mapToDouble(held -> held.running() * coresFor(held.need())).sum();
    return Math.min(100, 100 * used / cores);
  }

  /** Memory of all attempts together. */
  long memoryInUse() {
    return holdings.stream().mapToLong(held -> held.running() * held.need().memoryBytes()).sum();
  }

  /** How long the longest of all attempts goes on. */
  Duration left() {
    return holdings.stream()
        .map(Holding::left)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The same offer after units of a job were assigned to it. */
  Offer with(Holding held) {
    List<Holding> all = new ArrayList<>(holdings);
    all.removeIf(other -> other.job().equals(held.job()));
    all.add(held);
    return new Offer(device, condition, all, outlook, standing, backOffUntil, caution, images);
  }
}
