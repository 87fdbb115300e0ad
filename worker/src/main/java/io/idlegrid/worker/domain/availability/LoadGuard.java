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
 * @param recent the samples that the next one is judged with
 * @param calm what came since attempts were frozen, or since the owner last showed
 * @param flaps freezes in quick succession
 * @param reason why the state is as it is
 */
public record LoadGuard(
    GuardPolicy policy,
    boolean frozen,
    long since,
    RecentLoad recent,
    Calm calm,
    int flaps,
    String reason) {

  /** What a sample led to. */
  public record Step(LoadGuard next, GuardDecision decision) {}

  public static LoadGuard open(GuardPolicy policy, long now) {
    // The start is no thaw: a freeze right after it must not count as flapping.
    long longAgo = now - policy.flap().toNanos();
    RecentLoad nothing = new RecentLoad(policy.enterOver(), List.of());
    return new LoadGuard(policy, false, longAgo, nothing, Calm.NONE, 0, "");
  }

  /** The same state under other thresholds. */
  public LoadGuard under(GuardPolicy other) {
    return other.equals(policy)
        ? this
        : new LoadGuard(
            other,
            frozen,
            since,
            new RecentLoad(other.enterOver(), recent.samples()),
            calm,
            flaps,
            reason);
  }

  public Step accept(HostLoad load, long now) {
    RecentLoad seen = recent.with(load);
    return frozen ? whileFrozen(load, seen, now) : whileOpen(load, seen, now);
  }

  private Step whileOpen(HostLoad load, RecentLoad seen, long now) {
    Optional<String> why = whyToFreeze(load, seen);
    if (why.isPresent()) {
      int counted = heldFor(now).compareTo(policy.flap()) < 0 ? flaps + 1 : 0;
      LoadGuard frozenNow =
          new LoadGuard(policy, true, now, seen.forgotten(), Calm.NONE, counted, why.get());
      return new Step(frozenNow, new GuardDecision(Action.FREEZE, why.get()));
    }
    int remaining = heldFor(now).compareTo(policy.flap()) < 0 ? flaps : 0;
    return keep(new LoadGuard(policy, false, since, seen, Calm.NONE, remaining, ""));
  }

  private Step whileFrozen(HostLoad load, RecentLoad seen, long now) {
    if (whyToFreeze(load, seen).isPresent()) {
      return keep(new LoadGuard(policy, true, since, seen.forgotten(), Calm.NONE, flaps, reason));
    }
    Calm calmer = calm.with(load);
    boolean isEnough = calmer.lasted().compareTo(policy.quietAfter(flaps)) >= 0;
    if (isEnough && calmer.mean() >= policy.leave()) {
      // Somebody works on, if not hard; what was before must not weigh on the next mean.
      return keep(new LoadGuard(policy, true, since, seen, Calm.NONE, flaps, reason));
    }
    if (isEnough && heldFor(now).compareTo(policy.leastFrozen()) >= 0) {
      String why =
          "host load %s over %s, below %s"
              .formatted(percent(calmer.mean()), seconds(calmer.lasted()), percent(policy.leave()));
      LoadGuard thawed = new LoadGuard(policy, false, now, seen.forgotten(), Calm.NONE, flaps, "");
      return new Step(thawed, new GuardDecision(Action.THAW, why));
    }
    return keep(new LoadGuard(policy, true, since, seen, calmer, flaps, reason));
  }

  private Optional<String> whyToFreeze(HostLoad load, RecentLoad seen) {
    if (load.host() >= policy.shock()) {
      return Optional.of(because(load.host(), load.span(), "shock", policy.shock()));
    }
    return seen.isFull() && seen.hostMean() >= policy.enter()
        ? Optional.of(because(seen.hostMean(), seen.covered(), "enter", policy.enter()))
        : Optional.empty();
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
