package io.idlegrid.worker.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.WorkerMessage.Report;
import io.idlegrid.worker.loop.Event.OwnerWish;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the owner's wishes beyond pause and finish do. */
class AgentOwnerTest {

  private final Agent agent =
      new Agent(Given.capabilities(), "1", AgentRules.defaults(), List.of(), new Random(1));

  @BeforeEach
  void connect() {
    agent.start(Given.START);
    agent.on(new Event.LinkUp(), Given.START);
    agent.on(Given.received(Given.welcome(List.of(), List.of(), "lend")), Given.START);
    agent.on(Given.room(2, 500 * Given.MIB), Given.START);
  }

  @Test
  void anAttemptThatMustLeaveIsAskedForWhatItHas() {
    agent.on(Given.received(Given.granted(Given.grant(1))), Given.START);

    List<Instruction> done =
        agent.on(new Event.MustLeave(Given.lease(1), "the owner needs the memory"), Given.START);

    assertTrue(
        done.contains(new Instruction.Stop(Given.lease(1), "the owner needs the memory", true)),
        done.toString());
  }

  @Test
  void anAttemptThatTheCoordinatorRecallsIsAskedForWhatItHas() {
    agent.on(Given.received(Given.granted(Given.grant(1))), Given.START);

    List<Instruction> done = agent.on(Given.received(Given.recalled(Given.lease(1))), Given.START);

    assertTrue(
        done.contains(new Instruction.Stop(Given.lease(1), "its hour is over", true)),
        done.toString());
    assertEquals(1, agent.held().size(), "held until its outcome is known");
  }

  @Test
  void anAttemptThatIsNotHeldNeedsNotLeave() {
    List<Instruction> done =
        agent.on(new Event.MustLeave(Given.lease(9), "the owner needs the memory"), Given.START);

    assertTrue(done.stream().noneMatch(Instruction.Stop.class::isInstance), done.toString());
  }

  @Test
  void afterAPauseAllStandStillAndLeaveAsTheOwnerLeavesRoom() {
    runs(1, 2, 3);
    agent.on(load(50), Given.START);

    List<Instruction> paused = agent.on(new Event.OwnerSays(OwnerWish.PAUSE), Given.START);
    List<Instruction> afterFirst = agent.on(ended(1), Given.START);
    List<Instruction> afterSecond = agent.on(ended(2), Given.START);

    assertTrue(paused.contains(new Instruction.StandStill(true)), paused.toString());
    assertEquals(List.of(1L, 2L), asked(paused), "half of four processors are free, two are lent");
    assertEquals(List.of(3L), asked(afterFirst));
    assertEquals(List.of(), asked(afterSecond), "nobody is left to ask");
  }

  @Test
  void besideABusyOwnerOneLeavesAtATime() {
    runs(1, 2);
    agent.on(load(0), Given.START);
    agent.on(new Event.Guarded(Given.suspended()), Given.START);

    List<Instruction> paused = agent.on(new Event.OwnerSays(OwnerWish.PAUSE), Given.START);
    List<Instruction> later = agent.on(new Event.Tick(), Given.START);
    List<Instruction> saved =
        agent.on(new Event.Progressed(Given.lease(1), "collecting", 1, 1), Given.START);

    assertEquals(List.of(1L), asked(paused));
    assertEquals(List.of(), asked(later), "the first still saves its state");
    assertEquals(List.of(2L), asked(saved));
  }

  @Test
  void whoeverWasNotAskedYetGoesOnWhenThePauseEnds() {
    runs(1, 2);
    agent.on(new Event.Guarded(Given.suspended()), Given.START);
    agent.on(new Event.OwnerSays(OwnerWish.PAUSE), Given.START);

    List<Instruction> resumed = agent.on(new Event.OwnerSays(OwnerWish.LEND), Given.START);
    List<Instruction> ended = agent.on(ended(1), Given.START);

    assertTrue(resumed.contains(new Instruction.StandStill(false)), resumed.toString());
    assertEquals(List.of(), asked(ended));
    assertEquals(
        List.of("frozen"),
        agent.held().stream().filter(Held::isActive).map(Held::phase).toList(),
        "the second is still held, and thawed by whoever stopped it");
  }

  @Test
  void attemptsLeaveAWorkerThatStopsInTurnAndInTheEndAllAtOnce() {
    runs(1, 2, 3);
    agent.on(new Event.Guarded(Given.suspended()), Given.START);

    List<Instruction> stopping = agent.on(new Event.ShutDown(), Given.START);
    List<Instruction> saved = agent.on(ended(1), Given.START);
    List<Instruction> waiting =
        agent.on(new Event.Tick(), Given.START.plus(AgentRules.defaults().inTurn()));
    List<Instruction> late =
        agent.on(new Event.Tick(), Given.START.plus(AgentRules.defaults().inTurn()).plusMillis(1));

    assertTrue(stopping.contains(new Instruction.StandStill(true)), stopping.toString());
    assertEquals(List.of(1L), asked(stopping));
    assertEquals(List.of(2L), asked(saved));
    assertEquals(List.of(), asked(waiting), "the second still saves its state");
    assertEquals(List.of(3L), asked(late));
    assertTrue(late.contains(new Instruction.StandStill(false)), late.toString());
  }

  @Test
  void aWorkerThatStopsOutOfReachLetsAttemptsSaveTheirStateFirst() {
    runs(1);
    agent.on(new Event.LinkDown("gone"), Given.START);

    List<Instruction> stopping = agent.on(new Event.ShutDown(), Given.START);
    List<Instruction> saved =
        agent.on(new Event.Progressed(Given.lease(1), "collecting", 1, 1), Given.START);

    assertEquals(List.of(1L), asked(stopping));
    assertFalse(stopping.contains(new Instruction.Exit()), stopping.toString());
    assertTrue(saved.contains(new Instruction.Exit()), saved.toString());
  }

  @Test
  void whoeverIsRecalledLeavesInTurnWhileTheOthersRunOn() {
    runs(1, 2, 3);
    agent.on(load(75), Given.START);

    List<Instruction> recalled =
        agent.on(Given.received(Given.recalled(Given.lease(1), Given.lease(2))), Given.START);
    List<Instruction> ended = agent.on(ended(1), Given.START);
    List<Instruction> last = agent.on(ended(2), Given.START);

    assertEquals(List.of(1L), asked(recalled), "one of four processors is free");
    assertEquals(List.of(2L), asked(ended));
    assertEquals(List.of(), asked(last), "nobody wants the third back");
    assertTrue(recalled.stream().noneMatch(Instruction.StandStill.class::isInstance));
  }

  /** Units that run, on a device that lends two cores and has four. */
  private void runs(long... units) {
    agent.on(Given.room(units.length, 500 * Given.MIB), Given.START);
    for (long unit : units) {
      agent.on(Given.received(Given.granted(Given.grant(unit))), Given.START);
      agent.on(new Event.Progressed(Given.lease(unit), "frozen", 1, 1), Given.START);
    }
    agent.on(Given.room(2, 500 * Given.MIB), Given.START);
  }

  private static Event load(double hostPercent) {
    return new Event.Loaded(new LoadSample(Given.START, 2_000, hostPercent, 0, null));
  }

  private static Event ended(long unit) {
    return new Event.Ended(Given.outcome(Given.lease(unit), Kind.CHECKPOINTED));
  }

  private static List<Long> asked(List<Instruction> done) {
    return done.stream()
        .filter(Instruction.Stop.class::isInstance)
        .map(stop -> ((Instruction.Stop) stop).lease().unit())
        .toList();
  }

  @Test
  void whatTheOwnerDoesNotWelcomeIsDeclinedWithItsReason() {
    agent.welcomeOnly(
        program ->
            program.owner().equals("owner") ? Optional.of("not for owner") : Optional.empty());

    List<Instruction> done = agent.on(Given.received(Given.granted(Given.grant(1))), Given.START);

    assertTrue(done.stream().noneMatch(Instruction.Run.class::isInstance), done.toString());
    assertEquals(
        List.of("not for owner"),
        done.stream()
            .filter(Instruction.Send.class::isInstance)
            .map(sent -> ((Instruction.Send) sent).message())
            .filter(Report.class::isInstance)
            .flatMap(report -> ((Report) report).declined().stream())
            .map(declined -> declined.reason())
            .toList());
  }
}
