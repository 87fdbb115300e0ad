package io.idlegrid.worker.edge.owner;

import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.LeaveRule;
import io.idlegrid.worker.domain.availability.Proportion;
import io.idlegrid.worker.domain.availability.trigger.Surroundings;
import io.idlegrid.worker.domain.availability.trigger.Trigger;
import io.idlegrid.worker.domain.availability.trigger.TriggerReason;
import io.idlegrid.worker.domain.availability.trigger.Triggers;
import io.idlegrid.worker.domain.owner.OwnerPolicy;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.guard.LoadWatch;
import io.idlegrid.worker.edge.host.HostSurroundings;
import io.idlegrid.worker.edge.run.AttemptRunner;
import io.idlegrid.worker.edge.run.AttemptStanding;
import io.idlegrid.worker.loop.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at everything but the processors' load, which the guard watches: makes attempts give way,
 * shrinks what they may use, and asks them to leave. Used by one thread.
 */
final class OwnerWatch {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerWatch.class);

  private final Parts parts;
  private Triggers triggers;
  private OwnerPolicy policy;
  private double cores = Double.NaN;
  private long lookedAt;
  private boolean isToldUnlimited;
  private volatile Seen seen;

  /**
   * What it works with.
   *
   * @param lentCores most cores for all attempts together, by settings and policy
   * @param limit makes the kernel hold what the policy says anew
   * @param left called when an attempt is asked to leave
   */
  record Parts(
      HostSurroundings host,
      PolicyFile policy,
      LoadWatch loads,
      AttemptRunner runner,
      AttemptGroups groups,
      int processors,
      long memoryBytes,
      DoubleSupplier lentCores,
      Runnable limit,
      Consumer<Event> events,
      Runnable left) {}

  /**
   * What was seen at the latest look.
   *
   * @param surroundings absent before the first look
   * @param unknown what could not be measured though the owner cares
   * @param cores what attempts may use together
   */
  record Seen(@Nullable Surroundings surroundings, List<String> unknown, double cores) {}

  OwnerWatch(Parts parts) {
    this.parts = parts;
    this.policy = parts.policy().policy();
    this.lookedAt = System.nanoTime();
    this.triggers = Triggers.open(policy.triggers(parts.memoryBytes()), lookedAt);
    this.seen = new Seen(null, List.of(), parts.lentCores().getAsDouble());
    follow(policy);
  }

  Seen seen() {
    return seen;
  }

  /** Looks and acts. */
  void look() {
    followChanges();
    long now = System.nanoTime();
    Surroundings around = parts.host().read(policy.gives().programs(), now);
    triggers = triggers.accept(around, Duration.ofNanos(now - lookedAt), now);
    lookedAt = now;
    parts.loads().hold(reasons());
    shrink(around);
    leave();
    seen =
        new Seen(around, triggers.unknown().stream().map(Trigger::word).sorted().toList(), cores);
  }

  private void followChanges() {
    parts.policy().refresh();
    OwnerPolicy newer = parts.policy().policy();
    if (!newer.equals(policy)) {
      policy = newer;
      triggers = triggers.under(newer.triggers(parts.memoryBytes()), System.nanoTime());
      parts.limit().run();
      cores = Double.NaN;
      follow(newer);
    }
  }

  private void follow(OwnerPolicy newer) {
    parts.loads().follow(newer.guard());
    parts.runner().giveGrace(newer.leave().grace());
  }

  private List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    triggers.reasons().stream().map(TriggerReason::text).forEach(reasons::add);
    if (policy.gives().needsTemperature() && triggers.unknown().contains(Trigger.TEMPERATURE)) {
      reasons.add("no sensor tells the temperature, and the owner lends only with one");
    }
    return reasons;
  }

  private void shrink(Surroundings around) {
    Proportion proportion =
        new Proportion(parts.lentCores().getAsDouble(), parts.processors(), policy.guard().leave());
    double host = parts.loads().seen().load().map(HostLoad::host).orElse(0.0);
    double newer =
        proportion.cores(host, optional(around.celsius()), optional(policy.gives().celsius()));
    parts.loads().fit(newer);
    boolean isReduced = newer < proportion.lentCores();
    // Attempts that begin while less may be used than is lent have to get less too.
    if (newer != cores || isReduced) {
      limit(newer);
    }
    cores = newer;
  }

  private void limit(double newer) {
    try {
      parts.groups().limitCpu(newer);
      isToldUnlimited = false;
    } catch (EngineException e) {
      if (!isToldUnlimited) {
        LOG.warn("attempts may use more than there is room for: {}", e.getMessage());
      }
      isToldUnlimited = true;
    }
  }

  private void leave() {
    List<AttemptStanding> standing = parts.runner().standing();
    boolean isMemoryShort = triggers.isTripped(Trigger.MEMORY);
    // A program that means "leave" does not wait until what stands still has stood for long.
    boolean isExclusive = triggers.isTripped(Trigger.PROGRAM);
    Duration patience = isExclusive ? Duration.ZERO : policy.leave().afterFrozen();
    new LeaveRule(patience)
        .choose(standing.stream().map(AttemptStanding::state).toList(), isMemoryShort)
        .ifPresent(place -> ask(standing.get(place).lease(), whyLeave(isMemoryShort, isExclusive)));
  }

  private String whyLeave(boolean isMemoryShort, boolean isExclusive) {
    if (isMemoryShort) {
      return "the owner needs the memory";
    }
    return isExclusive
        ? "a program runs for which the owner wants the device alone"
        : "it stood still for longer than "
            + policy.leave().afterFrozen().toSeconds()
            + " s: "
            + parts.loads().seen().reason();
  }

  private void ask(LeaseRef lease, String reason) {
    LOG.info("attempt {} has to leave: {}", lease, reason);
    parts.left().run();
    parts.events().accept(new Event.MustLeave(lease, reason));
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return Optional.ofNullable(value).stream().mapToDouble(Double::doubleValue).findFirst();
  }
}
