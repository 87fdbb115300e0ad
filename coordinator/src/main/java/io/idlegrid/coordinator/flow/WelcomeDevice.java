package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.flow.Hello.Held;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers a hello: what the device may go on with. A restarted coordinator remembers no grants; it
 * adopts those that the device can prove and whose unit is still wanted.
 */
final class WelcomeDevice {

  private final Board board;
  private final UnitLedger ledger;
  private final ExpireLeases expire;
  private final GrantSeal seal;
  private final DeviceLinks links;
  private final GridRules rules;

  WelcomeDevice(
      Board board,
      UnitLedger ledger,
      ExpireLeases expire,
      GrantSeal seal,
      DeviceLinks links,
      GridRules rules) {
    this.board = board;
    this.ledger = ledger;
    this.expire = expire;
    this.seal = seal;
    this.links = links;
    this.rules = rules;
  }

  void welcome(Seat seat, long connection, Hello hello, Step step) {
    seat.connected(connection, step.now());
    learnFacts(seat, hello, step);
    DeviceId device = seat.device().id();
    loseWhatIsNotHeld(device, hello, step);
    List<AttemptId> adopted = new ArrayList<>();
    List<AttemptId> refused = new ArrayList<>();
    for (Held held : hello.held()) {
      if (mayGoOn(device, held, step)) {
        adopted.add(held.attempt());
      } else if (!held.isFinished()) {
        refused.add(held.attempt());
      }
    }
    links.welcome(
        device, connection, new Welcome(rules.lease(), adopted, refused, seat.duty(step.now())));
    if (!seat.followed().isEmpty()) {
      seat.outbox().follow(seat.followed());
    }
    board.seatChanged(device);
  }

  private void learnFacts(Seat seat, Hello hello, Step step) {
    Device device = seat.device();
    if (!device.facts().equals(Optional.of(hello.facts()))) {
      seat.device(device.withFacts(hello.facts()));
      step.changes().device(seat.device());
    }
  }

  private void loseWhatIsNotHeld(DeviceId device, Hello hello, Step step) {
    Set<AttemptId> held = hello.held().stream().map(Held::attempt).collect(Collectors.toSet());
    for (LiveAttempt attempt : board.attempts().of(device)) {
      if (!held.contains(attempt.id())) {
        expire.expire(attempt, step);
      }
    }
  }

  private boolean mayGoOn(DeviceId device, Held held, Step step) {
    if (!seal.isGenuine(held.attempt(), device, held.seal())) {
      return false;
    }
    Optional<LiveAttempt> known = board.attempts().find(held.attempt());
    if (known.isPresent()) {
      return renew(known.get(), step);
    }
    Optional<ActiveJob> job = board.job(held.attempt().unit().job()).filter(this::isOpen);
    return job.isPresent() && adopt(job.get(), device, held.attempt(), step);
  }

  private boolean isOpen(ActiveJob job) {
    return job.status().state() == JobState.RUNNING || job.status().state() == JobState.MERGING;
  }

  private boolean renew(LiveAttempt attempt, Step step) {
    if (attempt.state() == AttemptState.REPORTED) {
      return true;
    }
    return attempt
        .state()
        .renewed()
        .state()
        .map(
            next -> {
              attempt.moveTo(next);
              board.attempts().extend(attempt, step.now().plus(rules.lease()));
              return true;
            })
        .orElse(false);
  }

  private boolean adopt(ActiveJob job, DeviceId device, AttemptId attempt, Step step) {
    long unit = attempt.unit().index();
    if (unit >= job.job().spec().allUnits()
        || ledger.isOver(job, unit)
        || !ledger.claim(job, unit)) {
      return false;
    }
    // Nobody knows any more how long its forecast stands: it is due to be gated at once.
    ledger.begins(
        job,
        new LiveAttempt(
            attempt,
            device,
            AttemptState.LEASED,
            step.now(),
            step.now(),
            step.now().plus(rules.lease()),
            ledger.behind(job, attempt.unit())));
    if (job.block(unit).orElseThrow().isSpecial(unit) || job.isMerge(attempt.unit())) {
      ledger.feed(job, unit);
    }
    return true;
  }
}
