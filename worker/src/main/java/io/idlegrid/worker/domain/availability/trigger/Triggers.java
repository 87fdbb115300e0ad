package io.idlegrid.worker.domain.availability.trigger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides from everything but CPU load whether attempts may run. A value: each look at the device
 * yields the next one.
 */
public final class Triggers {

  private final TriggerPolicy policy;
  private final Map<Trigger, BandGuard> guards;
  private final Set<Trigger> unknown;
  private final List<TriggerReason> reasons;

  private Triggers(
      TriggerPolicy policy,
      Map<Trigger, BandGuard> guards,
      Set<Trigger> unknown,
      List<TriggerReason> reasons) {
    this.policy = policy;
    this.guards = guards;
    this.unknown = unknown;
    this.reasons = List.copyOf(reasons);
  }

  /** Nothing was seen yet. */
  public static Triggers open(TriggerPolicy policy, long now) {
    Map<Trigger, BandGuard> guards = new EnumMap<>(Trigger.class);
    policy.bands().forEach((trigger, band) -> guards.put(trigger, BandGuard.open(band, now)));
    return new Triggers(policy, guards, EnumSet.noneOf(Trigger.class), List.of());
  }

  /** What was seen so far, judged by another policy from the next look on. */
  public Triggers under(TriggerPolicy other, long now) {
    Map<Trigger, BandGuard> kept = new EnumMap<>(Trigger.class);
    other
        .bands()
        .forEach(
            (trigger, band) ->
                kept.put(
                    trigger,
                    Optional.ofNullable(guards.get(trigger))
                        .map(guard -> guard.under(band))
                        .orElseGet(() -> BandGuard.open(band, now))));
    return new Triggers(other, kept, unknown, reasons);
  }

  /**
   * @param span time since the look before
   * @param now reading of a monotonic clock in nanoseconds
   */
  public Triggers accept(Surroundings seen, Duration span, long now) {
    Map<Trigger, BandGuard> next = new EnumMap<>(Trigger.class);
    Set<Trigger> missing = EnumSet.noneOf(Trigger.class);
    List<TriggerReason> why = new ArrayList<>();
    guards.forEach(
        (trigger, guard) -> {
          Double value = value(trigger, seen);
          BandGuard moved = guard.accept(value, span, now);
          next.put(trigger, moved);
          if (value == null) {
            missing.add(trigger);
          }
          if (moved.tripped()) {
            why.add(new TriggerReason(trigger, text(trigger, moved, value, seen)));
          }
        });
    return new Triggers(policy, next, missing, why);
  }

  /** Why attempts have to give way, what matters most first; empty when they may run. */
  public List<TriggerReason> reasons() {
    return reasons;
  }

  /** What could not be measured at the latest look, though the owner cares about it. */
  public Set<Trigger> unknown() {
    return unknown.isEmpty() ? Set.of() : EnumSet.copyOf(unknown);
  }

  /** Whether one of the reasons is this one. */
  public boolean isTripped(Trigger trigger) {
    return reasons.stream().anyMatch(reason -> reason.trigger() == trigger);
  }

  private @Nullable Double value(Trigger trigger, Surroundings seen) {
    return switch (trigger) {
      case SCHEDULE -> policy.schedule().contains(seen.localTime()) ? 0.0 : 1.0;
      case PROGRAM -> programs(seen);
      case BATTERY -> battery(seen.power());
      case TEMPERATURE -> seen.celsius();
      case MEMORY ->
          seen.memoryAvailableBytes() == null ? null : (double) seen.memoryAvailableBytes();
      case DISK -> seen.diskFreeBytes() == null ? null : (double) seen.diskFreeBytes();
      case DISK_WAIT -> seen.diskWaitPercent();
      case NETWORK -> seen.ownerBytesPerSecond();
    };
  }

  private @Nullable Double programs(Surroundings seen) {
    if (policy.programs().isEmpty()) {
      return 0.0;
    }
    List<String> present = seen.programs();
    return present == null ? null : (present.isEmpty() ? 0.0 : 1.0);
  }

  private @Nullable Double battery(@Nullable Power power) {
    if (power == null) {
      return null;
    }
    if (!power.draining()) {
      return 0.0;
    }
    Double least = policy.leastBatteryPercent();
    Double percent = power.percent();
    return least != null && percent != null && percent >= least ? 0.0 : 1.0;
  }

  private String text(Trigger trigger, BandGuard guard, @Nullable Double value, Surroundings seen) {
    if (value == null) {
      return guard.isSilent()
          ? trigger.word() + " unknown: its sensor fell silent"
          : trigger.word() + " unknown, and not fine when last seen";
    }
    return switch (trigger) {
      case SCHEDULE -> "outside the owner's schedule (" + policy.schedule() + ")";
      case PROGRAM -> programText(seen);
      case BATTERY -> batteryText(seen.power());
      case TEMPERATURE ->
          format(
              "temperature %.0f °C, too hot from %.0f °C on, fine again from %.0f °C down",
              value, guard);
      case MEMORY ->
          "%d MiB of memory available, %d MiB are kept for the owner"
              .formatted(value.longValue() >> 20, policy.memoryReserveBytes() >> 20);
      case DISK ->
          "%d MiB of disk free, %d MiB are kept for the owner"
              .formatted(value.longValue() >> 20, policy.diskReserveBytes() >> 20);
      case DISK_WAIT ->
          format(
              "waiting for a disk %.0f %% of the time, at most %.0f %% (back at %.0f %%)",
              value, guard);
      case NETWORK -> networkText(value, guard);
    };
  }

  private static String programText(Surroundings seen) {
    List<String> present = seen.programs();
    return present == null || present.isEmpty()
        ? "the owner's program ended a moment ago"
        : "the owner's program runs: " + String.join(", ", present);
  }

  private static String batteryText(@Nullable Power power) {
    if (power == null || !power.draining()) {
      return "the charger was plugged in a moment ago";
    }
    Double percent = power.percent();
    return percent == null
        ? "on battery"
        : String.format(Locale.ROOT, "on battery, %.0f %% full", percent);
  }

  private static String networkText(double value, BandGuard guard) {
    double mebi = 1 << 20;
    return String.format(
        Locale.ROOT,
        "the owner's network traffic is %.1f MiB/s, at most %.1f MiB/s (back at %.1f MiB/s)",
        value / mebi,
        guard.band().enter() / mebi,
        guard.band().leave() / mebi);
  }

  private static String format(String text, double value, BandGuard guard) {
    return String.format(Locale.ROOT, text, value, guard.band().enter(), guard.band().leave());
  }
}
