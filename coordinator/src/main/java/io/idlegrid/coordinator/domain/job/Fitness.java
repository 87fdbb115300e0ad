package io.idlegrid.coordinator.domain.job;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which devices said that a job cannot be started on them. Each is left alone for a while, longer
 * each time, because an image may still arrive; the job is given up when there is nobody else. A
 * device is not to blame: other jobs still go there.
 *
 * @param refusals by device
 */
public record Fitness(Map<DeviceId, Refusal> refusals) {

  public static final Fitness UNTRIED = new Fitness(Map.of());

  /** Times that a device is asked before its word is final. */
  static final int TRIES = 3;

  /** Devices that refuse in a row before a job is given up, however many others there are. */
  static final int MOST_DEVICES = 100;

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 5;

  public Fitness {
    refusals = Map.copyOf(refusals);
  }

  /**
   * What a device said last.
   *
   * @param times how often it was asked again and refused
   * @param until when it may be asked again
   */
  public record Refusal(int times, Instant until, String detail) {}

  /** A device could not start the job. Attempts that were granted together count once. */
  public Fitness refused(DeviceId device, String detail, Instant now) {
    Optional<Refusal> before = Optional.ofNullable(refusals.get(device));
    if (before.map(known -> known.until().isAfter(now)).orElse(false)) {
      return this;
    }
    int times = before.map(Refusal::times).orElse(0) + 1;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
    Map<DeviceId, Refusal> more = new LinkedHashMap<>(refusals);
    more.put(device, new Refusal(times, now.plus(pause), detail));
    return new Fitness(more);
  }

  /** A device started the job: what is asked for is there, at least on some. */
  public Fitness started(DeviceId device) {
    if (!refusals.containsKey(device)) {
      return this;
    }
    Map<DeviceId, Refusal> fewer = new LinkedHashMap<>(refusals);
    fewer.remove(device);
    return new Fitness(fewer);
  }

  /** Why a device is left alone now. */
  public Optional<String> refusal(DeviceId device, Instant now) {
    return Optional.ofNullable(refusals.get(device))
        .filter(known -> known.until().isAfter(now))
        .map(Refusal::detail);
  }

  /**
   * Why the job is given up; empty as long as there is hope.
   *
   * @param fitting devices that could take it by everything else that is known of them
   */
  public Optional<String> hopeless(Collection<DeviceId> fitting) {
    if (refusals.isEmpty()) {
      return Optional.empty();
    }
    boolean isRefusedByAll =
        !fitting.isEmpty() && fitting.stream().allMatch(device -> times(device) >= TRIES);
    if (!isRefusedByAll && refusals.size() < MOST_DEVICES) {
      return Optional.empty();
    }
    return refusals.entrySet().stream()
        .min(Map.Entry.comparingByKey())
        .map(
            example ->
                "no device can start it; %s says: %s"
                    .formatted(example.getKey(), example.getValue().detail()));
  }

  private int times(DeviceId device) {
    return Optional.ofNullable(refusals.get(device)).map(Refusal::times).orElse(0);
  }
}
