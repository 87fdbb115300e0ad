package io.idlegrid.worker.domain.availability;

import io.idlegrid.worker.domain.availability.GuardDecision.Action;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides from host load alone whether attempts may run. A value: each sample yields the next
 * guard. Feed it 50 ms samples while attempts exist, frozen or not, and 2 s means otherwise. Times
 * are readings of one monotonic clock in nanoseconds.
 *
 * @param frozen attempts must not run
 * @param since when that last changed
 * @param quiet how long host load has been below the leave threshold; counted in samples seen, so
 *     that a sampler that stalls never thaws
 * @param flaps freezes in quick succession
 * @param reason why the state is as it is
 */
public record LoadGuard(
    GuardPolicy policy,
    boolean frozen,
    long since,
    RecentLoad recent,
    Duration quiet,
    int flaps,
    String reason) {

  /** What a sample led to. */
  public record Step(LoadGuard next, GuardDecision decision) {}

  public static LoadGuard open(GuardPolicy policy, long now) {
    // The start is no thaw: a freeze right after it must not count as flapping.
    long longAgo = now - policy.flap().toNanos();
    RecentLoad nothing = new RecentLoad(policy.longestMean(), List.of());
    return new LoadGuard(policy, false, longAgo, nothing, Duration.ZERO, 0, "");
  }

  /** The same state under other thresholds. */
  public LoadGuard under(GuardPolicy other) {
    return other.equals(policy)
        ? this
        : new LoadGuard(
            other,
            frozen,
            since,
            new RecentLoad(other.longestMean(), recent.samples()),
            quiet,
            flaps,
            reason);
  }

  public Step accept(HostLoad load, long now) {
    RecentLoad seen = recent.with(load);
    return frozen ? whileFrozen(load, seen, now) : whileOpen(load, seen, now);
  }

  private Step whileOpen(HostLoad load, RecentLoad seen, long now) {
    if (load.host() >= policy.shock()) {
      return freeze(because(load.host(), load.span(), "shock", policy.shock()), seen, now);
    }
    Optional<RecentLoad> lately = seen.last(policy.enterOver());
    if (lately.isPresent() && lately.get().hostMean() >= policy.enter()) {
      RecentLoad over = lately.get();
      return freeze(because(over.hostMean(), over.covered(), "enter", policy.enter()), seen, now);
    }
    int remaining = heldFor(now).compareTo(policy.flap()) < 0 ? flaps : 0;
    return keep(new LoadGuard(policy, false, since, seen, Duration.ZERO, remaining, ""));
  }

  private Step whileFrozen(HostLoad load, RecentLoad seen, long now) {
    Duration calmFor = isCalm(load, seen) ? quiet.plus(load.span()) : Duration.ZERO;
    Duration asked = policy.quietAfter(flaps);
    boolean dwelt = heldFor(now).compareTo(policy.leastFrozen()) >= 0;
    if (calmFor.compareTo(asked) >= 0 && dwelt) {
      String why = "host load below %s for %s".formatted(percent(policy.leave()), seconds(calmFor));
      LoadGuard thawed =
          new LoadGuard(policy, false, now, seen.forgotten(), Duration.ZERO, flaps, "");
      return new Step(thawed, new GuardDecision(Action.THAW, why));
    }
    return keep(new LoadGuard(policy, true, since, seen, calmFor, flaps, reason));
  }

  private boolean isCalm(HostLoad load, RecentLoad seen) {
    if (load.host() < policy.leave()) {
      return true;
    }
    Optional<RecentLoad> lately = seen.last(policy.leaveOver());
    return load.host() < policy.enter()
        && lately.isPresent()
        && lately.get().hostMean() < policy.leave();
  }

  private Step freeze(String why, RecentLoad seen, long now) {
    int counted = heldFor(now).compareTo(policy.flap()) < 0 ? flaps + 1 : 0;
    LoadGuard next = new LoadGuard(policy, true, now, seen, Duration.ZERO, counted, why);
    return new Step(next, new GuardDecision(Action.FREEZE, why));
  }

  private static Step keep(LoadGuard next) {
    return new Step(next, new GuardDecision(Action.KEEP, next.reason));
  }

  private Duration heldFor(long now) {
    return Duration.ofNanos(now - since);
  }

  private static String because(double host, Duration over, String threshold, double value) {
    return "host load %s over %s, %s threshold %s"
        .formatted(percent(host), seconds(over), threshold, percent(value));
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.0f %%", value);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }
}
