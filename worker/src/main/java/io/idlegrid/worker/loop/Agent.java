package io.idlegrid.worker.loop;

import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.CoordinatorMessage.News;
import io.idlegrid.protocol.link.CoordinatorMessage.Orders;
import io.idlegrid.protocol.link.CoordinatorMessage.Refusal;
import io.idlegrid.protocol.link.CoordinatorMessage.Revocation;
import io.idlegrid.protocol.link.CoordinatorMessage.Welcome;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.protocol.link.WorkerMessage;
import io.idlegrid.worker.loop.Event.OwnerWish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the device does. One thread calls {@link #on} with whatever happened and carries out
 * what comes back; nothing here waits, reads a clock or touches the device.
 */
public final class Agent {

  private static final String STOPPING = "the worker is stopping";

  private final Capabilities capabilities;
  private final String version;
  private final AgentRules rules;
  private final HeldAttempts held;
  private final Reports reports;
  private final Reconnect reconnect;
  private final Map<String, Program> programs = new HashMap<>();
  private OwnerWish ownerWish = OwnerWish.LEND;
  private OwnerWish operatorWish = OwnerWish.LEND;
  private final Leaving leaving;
  private boolean isStandingStill;
  private boolean isPending;
  private @Nullable Instant endingSince;
  private Optional<News> news = Optional.empty();
  private Welcomed welcome = program -> Optional.empty();
  private List<Instruction> instructions = new ArrayList<>();

  /**
   * @param version of the worker's program, for the hello
   * @param remembered attempts from before a restart
   */
  public Agent(
      Capabilities capabilities,
      String version,
      AgentRules rules,
      Collection<Held> remembered,
      RandomGenerator random) {
    this.capabilities = capabilities;
    this.version = version;
    this.rules = rules;
    this.held = new HeldAttempts(remembered);
    this.reports = new Reports(rules);
    this.reconnect = new Reconnect(rules, random);
    this.leaving = new Leaving(capabilities.cores());
    remembered.forEach(attempt -> programs.put(attempt.program().job(), attempt.program()));
  }

  /** Says of what the owner does not want to work for, and why. */
  @FunctionalInterface
  public interface Welcomed {
    Optional<String> refusal(Program program);
  }

  /** From now on takes only what the owner welcomes. */
  public void welcomeOnly(Welcomed newWelcome) {
    welcome = newWelcome;
  }

  /** What to do before anything happened. */
  public List<Instruction> start(Instant now) {
    instructions = new ArrayList<>();
    instructions.add(new Instruction.Connect(Duration.ZERO));
    held.dropOverdue(now, true).forEach(this::forgotten);
    runWhatFits();
    return instructions;
  }

  /** Handles an event. */
  public List<Instruction> on(Event event, Instant now) {
    instructions = new ArrayList<>();
    handle(event, now);
    letLeave(now);
    held.toRemember(now, rules).forEach(a -> instructions.add(new Instruction.Remember(a)));
    if (reconnect.isGreeted()) {
      reports
          .due(held, lendingState(), now)
          .ifPresent(report -> instructions.add(new Instruction.Send(report)));
    }
    if (endingSince != null && (held.isEmpty() || isAlone())) {
      instructions.add(new Instruction.Exit());
    }
    return instructions;
  }

  /** After how long it wants to be told that time passes: often only while leases may end. */
  public Duration tick() {
    Duration rest =
        rules.tickAtRest().compareTo(reports.interval()) < 0
            ? rules.tickAtRest()
            : reports.interval();
    return held.isEmpty() && rest.compareTo(rules.tick()) > 0 ? rest : rules.tick();
  }

  /** What the device holds, for the owner to see. */
  public List<Held> held() {
    return held.all();
  }

  /** Whether and why the device lends, for the owner to see. */
  public Availability lendingState() {
    if (endingSince != null) {
      return new Availability(Availability.DRAINING, STOPPING);
    }
    if (ownerWish == OwnerWish.PAUSE) {
      return new Availability(Availability.PAUSED, "paused by its owner");
    }
    if (operatorWish == OwnerWish.PAUSE) {
      return new Availability(
          Availability.PAUSED,
          isPending
              ? "waits for an operator of the grid to approve this device"
              : "paused by its operator");
    }
    if (ownerWish == OwnerWish.FINISH) {
      return new Availability(Availability.DRAINING, "its owner lets it finish");
    }
    if (operatorWish == OwnerWish.FINISH) {
      return new Availability(Availability.DRAINING, "drained by its operator");
    }
    return reports.guard();
  }

  /** What the grid last told the device's owner. */
  public Optional<News> news() {
    return news;
  }

  /** Whether the coordinator knows us at the moment. */
  public boolean isConnected() {
    return reconnect.isGreeted();
  }

  private void handle(Event event, Instant now) {
    if (event instanceof Event.Tick) {
      ticked(now);
    } else if (event instanceof Event.LinkUp) {
      greet(now);
    } else if (event instanceof Event.LinkDown) {
      instructions.add(new Instruction.Connect(reconnect.lost()));
    } else if (event instanceof Event.Received received) {
      reconnect.heard(now);
      obey(received.message(), now);
    } else if (event instanceof Event.Loaded loaded) {
      reports.loaded(loaded.sample());
      leaving.loaded(loaded.sample().host());
    } else if (event instanceof Event.Measured measured) {
      reports.measured(measured);
      runWhatFits();
    } else if (event instanceof Event.Guarded guarded) {
      reports.guarded(guarded.state());
      runWhatFits();
    } else if (event instanceof Event.Progressed progressed) {
      held.progressed(progressed);
    } else if (event instanceof Event.Ended ended) {
      ended(ended.outcome(), now);
    } else if (event instanceof Event.Logged logged) {
      reports.logged(logged);
    } else if (event instanceof Event.Services services) {
      reports.services(services);
    } else if (event instanceof Event.Images images) {
      reports.images(images.states());
    } else if (event instanceof Event.Mirrored mirrored) {
      reports.mirrored(mirrored.state());
    } else if (event instanceof Event.Harmed harmed) {
      reports.harmed(harmed.harm());
    } else if (event instanceof Event.MustLeave must) {
      held.find(must.lease()).ifPresent(attempt -> stop(attempt, must.reason(), true));
    } else if (event instanceof Event.OwnerSays says) {
      ownerWish = says.wish();
      reports.hurry();
      stopIfPaused();
    } else if (event instanceof Event.ShutDown) {
      endingSince = now;
      giveBackWhere(attempt -> !Leaving.hasStateToSave(attempt), STOPPING);
    }
  }

  private void ticked(Instant now) {
    held.dropOverdue(now, !reconnect.isGreeted())
        .forEach(
            attempt -> {
              if (attempt.isActive()) {
                // Another device may run it by now.
                instructions.add(
                    new Instruction.Kill(
                        attempt.lease(), "its lease ended and the coordinator was out of reach"));
              }
              forgotten(attempt);
            });
    if (reconnect.isSilent(now)) {
      instructions.add(new Instruction.Disconnect("no answer for " + rules.silence()));
    }
    runWhatFits();
  }

  private void greet(Instant now) {
    reconnect.connected(now);
    reports.connected();
    programs.keySet().retainAll(held.jobs());
    instructions.add(
        new Instruction.Send(
            new WorkerMessage.Hello(
                WorkerMessage.VERSION,
                version,
                List.of("cbor", "json"),
                capabilities,
                held.toClaim())));
  }

  private void obey(CoordinatorMessage message, Instant now) {
    if (message instanceof Welcome welcome) {
      reconnect.greeted();
      reports.agreed(Duration.ofMillis(welcome.reportMillis()), welcome.leaseMillis());
      held.renew(welcome.adopted(), now.plusMillis(welcome.leaseMillis()));
      welcome.refused().forEach(lease -> drop(lease, "the coordinator gave it to others"));
      operatorSays(welcome.command());
      runWhatFits();
    } else if (message instanceof Orders orders) {
      obey(orders, now);
    } else if (message instanceof Refusal refusal) {
      if (refusal.code().equals(Refusal.REMOVED)) {
        // Others have the units by now, and nobody will ever want what came of them here.
        endingSince = now;
        held.all().forEach(attempt -> drop(attempt.lease(), refusal.detail()));
      }
      instructions.add(new Instruction.Disconnect(refusal.detail()));
    }
  }

  private void obey(Orders orders, Instant now) {
    orders.programs().forEach(program -> programs.put(program.job(), program));
    orders.acknowledged().forEach(lease -> held.remove(lease).ifPresent(this::forgotten));
    orders.revoked().forEach(revoked -> drop(revoked.lease(), revoked.reason()));
    orders.recalled().forEach(this::recall);
    Optional.ofNullable(orders.answers()).ifPresent(sequence -> reports.answered(sequence, held));
    orders.granted().forEach(grant -> take(grant, now));
    Optional.ofNullable(orders.follow())
        .ifPresent(leases -> instructions.add(new Instruction.Follow(leases)));
    Optional.ofNullable(orders.images())
        .ifPresent(wishes -> instructions.add(new Instruction.WantImages(wishes)));
    Optional.ofNullable(orders.command()).ifPresent(this::operatorSays);
    news = Optional.ofNullable(orders.news()).or(() -> news);
    runWhatFits();
  }

  private void operatorSays(String command) {
    isPending = command.equals(CoordinatorMessage.WAIT);
    operatorWish =
        switch (command) {
          case "pause", CoordinatorMessage.WAIT -> OwnerWish.PAUSE;
          case "drain" -> OwnerWish.FINISH;
          default -> OwnerWish.LEND;
        };
    reports.hurry();
    stopIfPaused();
  }

  private void take(Grant grant, Instant now) {
    Program program = programs.get(grant.lease().job());
    if (program == null) {
      reports.declined(grant.lease(), "the job's program was not sent");
    } else if (!takesNew()) {
      reports.declined(grant.lease(), lendingState().reason());
    } else if (welcome.refusal(program).isPresent()) {
      reports.declined(grant.lease(), welcome.refusal(program).get());
    } else if (held.take(Held.of(grant, program, now))) {
      reports.accepted(grant.lease());
    }
  }

  private boolean takesNew() {
    return endingSince == null && ownerWish == OwnerWish.LEND && operatorWish == OwnerWish.LEND;
  }

  private void ended(AttemptOutcome outcome, Instant now) {
    held.ended(outcome);
    reports.outcomeAt(now);
    runWhatFits();
  }

  private void runWhatFits() {
    boolean isLending = lendingState().lending().equals(Availability.AVAILABLE);
    boolean isFinishing =
        endingSince == null && lendingState().lending().equals(Availability.DRAINING);
    if (isLending || isFinishing) {
      held.startable(reports.room())
          .forEach(attempt -> instructions.add(new Instruction.Run(attempt)));
    }
  }

  private boolean isPaused() {
    return ownerWish == OwnerWish.PAUSE || operatorWish == OwnerWish.PAUSE;
  }

  private void stopIfPaused() {
    if (isPaused()) {
      giveBackWhere(attempt -> !Leaving.hasStateToSave(attempt), lendingState().reason());
    } else {
      runWhatFits();
    }
  }

  private void recall(Revocation order) {
    held.find(order.lease())
        .ifPresent(
            attempt -> {
              if (Leaving.hasStateToSave(attempt)) {
                leaving.recalled(order);
              } else {
                giveBack(attempt, order.reason());
              }
            });
  }

  /**
   * Whoever has to leave does so in turn: together they would be a burst. After a pause, and when
   * the worker stops, all stand still at once until then.
   */
  private void letLeave(Instant now) {
    boolean areAllToLeave = isPaused() || endingSince != null;
    boolean isTimeUp = endingSince != null && now.isAfter(endingSince.plus(rules.inTurn()));
    boolean areToStand = areAllToLeave && !isTimeUp;
    if (areToStand != isStandingStill) {
      isStandingStill = areToStand;
      instructions.add(new Instruction.StandStill(areToStand));
    }
    if (isTimeUp) {
      held.all().stream()
          .filter(attempt -> Leaving.hasStateToSave(attempt) && !leaving.isAsked(attempt))
          .forEach(attempt -> stop(attempt, STOPPING, true));
      return;
    }
    boolean isOwnerBusy = !reports.guard().lending().equals(Availability.AVAILABLE);
    leaving
        .next(held.all(), areAllToLeave, reports.room(), isOwnerBusy)
        .forEach(
            attempt ->
                stop(
                    attempt,
                    areAllToLeave ? lendingState().reason() : leaving.whyRecalled(attempt),
                    true));
  }

  /** Nobody can be told of an outcome now; what there is waits on disk for the next start. */
  private boolean isAlone() {
    return !reconnect.isGreeted() && held.all().stream().noneMatch(Leaving::hasStateToSave);
  }

  private void giveBackWhere(Predicate<Held> which, String reason) {
    held.all().stream().filter(which).forEach(attempt -> giveBack(attempt, reason));
    reports.hurry();
  }

  private void giveBack(Held attempt, String reason) {
    if (attempt.isActive()) {
      stop(attempt, reason, true);
    } else if (attempt.isQueued()) {
      held.giveBack(attempt, reason);
    }
  }

  private void drop(LeaseRef lease, String reason) {
    held.remove(lease)
        .ifPresent(
            attempt -> {
              stop(attempt, reason, false);
              forgotten(attempt);
            });
  }

  private void stop(Held attempt, String reason, boolean isWanted) {
    if (attempt.isActive()) {
      leaving.asked(attempt.lease());
      instructions.add(new Instruction.Stop(attempt.lease(), reason, isWanted));
    }
  }

  private void forgotten(Held attempt) {
    if (held.wasRemembered(attempt.lease())) {
      instructions.add(new Instruction.Forget(attempt.lease()));
    }
  }
}
