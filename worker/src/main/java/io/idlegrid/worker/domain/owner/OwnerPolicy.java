package io.idlegrid.worker.domain.owner;

import io.idlegrid.schedule.WeeklySchedule;
import io.idlegrid.worker.domain.availability.GuardPolicy;
import io.idlegrid.worker.domain.availability.trigger.TriggerPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of the device lends, and when not. Percentages are of the whole device; what is
 * absent is not limited.
 *
 * @param risk accepted probability that a unit meets the owner's load, in percent
 * @param caps most of everything
 * @param gives what units give way to
 * @param work whose units may run, and how
 * @param leave how units leave
 * @param pagePort port of the owner's page; 0 for one that is free
 */
public record OwnerPolicy(
    double risk, Caps caps, GivesWay gives, Work work, Leave leave, int pagePort) {

  /**
   * Most of everything.
   *
   * @param attempts most attempts at the same time
   * @param fetchBytesPerSecond most network traffic for fetching and uploading
   */
  public record Caps(
      double cpuPercent,
      double memoryPercent,
      long diskBytes,
      int attempts,
      Unprotected unprotected,
      @Nullable Double fetchBytesPerSecond) {}

  /** What units give way to. */
  public record GivesWay(
      double cpuEnter,
      double cpuLeave,
      double memoryReservePercent,
      long diskReserveBytes,
      @Nullable Double diskWaitPercent,
      @Nullable Double celsius,
      boolean needsTemperature,
      @Nullable Double leastBattery,
      @Nullable Double ownerBytesPerSecond,
      List<String> programs,
      WeeklySchedule schedule) {

    public GivesWay {
      programs = List.copyOf(programs);
    }
  }

  /**
   * Whose units may run, and how. Empty sets accept everything.
   *
   * @param network whether units may use the network
   * @param labels that a job must have, each as {@code name=value}
   */
  public record Work(
      boolean network,
      Set<String> accounts,
      Set<String> engines,
      Set<String> kinds,
      Set<String> labels) {

    public Work {
      accounts = Set.copyOf(accounts);
      engines = Set.copyOf(engines);
      kinds = Set.copyOf(kinds);
      labels = Set.copyOf(labels);
    }
  }

  /**
   * A job as far as it matters to who lends.
   *
   * @param account that it belongs to
   * @param kind of work; absent when the coordinator does not tell
   * @param engine that it asks for; {@code any} is always welcome
   * @param network whether it asks for the network
   */
  public record Asked(
      String account,
      @Nullable String kind,
      Map<String, String> labels,
      String engine,
      boolean network) {

    public Asked {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * How units leave.
   *
   * @param afterFrozen how long one may stand still before it has to
   * @param grace how long it may take to save its state
   */
  public record Leave(Duration afterFrozen, Duration grace) {}

  /** What holds where the owner says nothing. */
  public static OwnerPolicy cautious() {
    return PolicyText.parse("").policy().orElseThrow();
  }

  /** When the processors' load makes units give way. */
  public GuardPolicy guard() {
    GuardPolicy usual = GuardPolicy.CAUTIOUS;
    return new GuardPolicy(
        gives.cpuEnter(),
        usual.enterOver(),
        Math.max(usual.shock(), gives.cpuEnter()),
        gives.cpuLeave(),
        usual.quiet(),
        usual.leastFrozen(),
        usual.flap(),
        usual.longestQuiet());
  }

  /** What else makes them give way, on a device of that much memory. */
  public TriggerPolicy triggers(long memoryBytes) {
    return new TriggerPolicy(
        (long) (memoryBytes * gives.memoryReservePercent() / 100),
        gives.diskReserveBytes(),
        gives.diskWaitPercent(),
        gives.celsius(),
        gives.leastBattery(),
        gives.ownerBytesPerSecond(),
        gives.programs(),
        gives.schedule());
  }

  /** Why the owner wants nothing of an account here; empty when it is welcome. */
  public Optional<String> refusal(String account) {
    return work.accounts().isEmpty() || work.accounts().contains(account)
        ? Optional.empty()
        : Optional.of("the owner does not work for " + account + " (work.for)");
  }

  /** Why the owner does not want a unit here; empty when it is welcome. */
  public Optional<String> refusal(Asked job) {
    if (job.network() && !work.network()) {
      return Optional.of("the owner gives units no network (network.units)");
    }
    Optional<String> byAccount = refusal(job.account());
    if (byAccount.isPresent()) {
      return byAccount;
    }
    if (!work.kinds().isEmpty() && (job.kind() == null || !work.kinds().contains(job.kind()))) {
      return Optional.of(
          "the owner allows no work of the kind "
              + (job.kind() == null ? "that nobody tells" : job.kind())
              + " (work.kinds)");
    }
    for (String label : work.labels()) {
      if (job.labels().entrySet().stream()
          .noneMatch(has -> label.equals(has.getKey() + "=" + has.getValue()))) {
        return Optional.of("the owner wants the label " + label + " (work.labels)");
      }
    }
    boolean isAny = job.engine().equals("any") || work.engines().isEmpty();
    return isAny || work.engines().contains(job.engine())
        ? Optional.empty()
        : Optional.of("the owner allows no engine " + job.engine() + " (work.engines)");
  }
}
