package io.idlegrid.worker.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.WorkerMessage.Declined;
import io.idlegrid.protocol.link.WorkerMessage.HeldAttempt;
import io.idlegrid.protocol.link.WorkerMessage.Hello;
import io.idlegrid.protocol.link.WorkerMessage.Report;
import io.idlegrid.protocol.link.WorkerMessage.RunningAttempt;
import io.idlegrid.worker.loop.Event.OwnerWish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgentTest {

  private Instant now = Given.START;
  private Agent agent = agent(List.of());
  private List<Instruction> last = new ArrayList<>();

  @Test
  void connectsAtOnceAndGreetsWithWhatItHolds() {
    agent = agent(List.of(Given.held(3, now)));

    List<Instruction> first = agent.start(now);
    tell(new Event.LinkUp());

    assertTrue(first.contains(new Instruction.Connect(Duration.ZERO)));
    Hello hello = (Hello) only(Instruction.Send.class).message();
    assertEquals(List.of(new HeldAttempt(Given.lease(3), "mac-3", false)), hello.held());
  }

  @Test
  void saysNothingBeforeItIsWelcome() {
    agent.start(now);
    tell(new Event.LinkUp());

    tell(Given.room(4, 512 * Given.MIB));
    tell(new Event.Tick());

    assertEquals(List.of(), reports());
  }

  @Test
  void runsWhatIsGrantedAndAcceptsIt() {
    connect();

    tell(Given.received(Given.granted(Given.grant(0), Given.grant(1))));

    assertEquals(List.of(Given.lease(0), Given.lease(1)), runs());
    afterAReport();
    assertEquals(List.of(Given.lease(0), Given.lease(1)), reports().get(0).accepted());
  }

  @Test
  void aGrantThatComesTwiceRunsOnce() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));

    tell(Given.received(Given.granted(Given.grant(0))));

    assertEquals(List.of(), runs());
    assertEquals(1, agent.held().size());
  }

  @Test
  void declinesAGrantWhoseProgramNeverCame() {
    connect();

    tell(Given.received(Given.granted(Given.grant(new LeaseRef("j-unknown", 0, 1, 1), 1))));

    assertEquals(
        List.of(new Declined(new LeaseRef("j-unknown", 0, 1, 1), "the job's program was not sent")),
        reports().get(0).declined());
  }

  @Test
  void startsOnlyWhatFits() {
    connect();
    tell(Given.room(2, 512 * Given.MIB));

    tell(Given.received(Given.granted(Given.grant(0), Given.grant(1), Given.grant(2))));
    List<LeaseRef> atFirst = runs();
    tell(new Event.Ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED)));

    assertEquals(List.of(Given.lease(0), Given.lease(1)), atFirst);
    assertEquals(List.of(Given.lease(2)), runs());
  }

  @Test
  void repeatsAnOutcomeUntilItIsAcknowledged() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));
    tell(new Event.Ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED)));

    List<List<LeaseRef>> told = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      afterAReport();
      told.add(reports().get(0).outcomes().stream().map(AttemptOutcome::lease).toList());
      tell(Given.received(Given.answers(reports().get(0).sequence())));
    }
    tell(Given.received(Given.acknowledged(Given.lease(0))));
    afterAReport();

    assertEquals(
        List.of(List.of(Given.lease(0)), List.of(), List.of(), List.of(Given.lease(0))), told);
    assertEquals(List.of(), reports().get(0).outcomes());
    assertTrue(agent.held().isEmpty());
  }

  @Test
  void anAcknowledgementThatComesTwiceOrForNothingChangesNothing() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));

    tell(Given.received(Given.acknowledged(Given.lease(9))));
    tell(Given.received(Given.acknowledged(Given.lease(9))));

    assertEquals(1, agent.held().size());
  }

  @Test
  void endsForGoodWhenItsDeviceWasRemoved() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));

    tell(
        Given.received(
            new CoordinatorMessage.Refusal(
                CoordinatorMessage.Refusal.REMOVED, "this device was removed", "join anew")));

    assertEquals(
        new Instruction.Stop(Given.lease(0), "this device was removed", false),
        only(Instruction.Stop.class));
    assertTrue(agent.held().isEmpty());
    only(Instruction.Disconnect.class);
    only(Instruction.Exit.class);
  }

  @Test
  void triesAgainAfterAnyOtherRefusal() {
    connect();

    tell(Given.received(new CoordinatorMessage.Refusal("link.version", "too old", "install")));

    only(Instruction.Disconnect.class);
    assertTrue(last.stream().noneMatch(Instruction.Exit.class::isInstance), last.toString());
  }

  @Test
  void stopsWhatIsRevokedAndNeverReportsItsEnd() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));

    tell(Given.received(Given.revoked(Given.lease(0))));
    Instruction.Stop stop = only(Instruction.Stop.class);
    tell(new Event.Ended(Given.outcome(Given.lease(0), Kind.RETURNED)));
    afterAReport();

    assertFalse(stop.isWanted());
    assertEquals(List.of(), reports().get(0).outcomes());
  }

  @Test
  void aRevocationThatOvertakesItsGrantIsForgottenAndTheGrantIsRevokedAgainLater() {
    connect();

    tell(Given.received(Given.revoked(Given.lease(0))));
    tell(Given.received(Given.granted(Given.grant(0))));
    tell(Given.received(Given.revoked(Given.lease(0))));

    assertTrue(agent.held().isEmpty());
    assertEquals(Given.lease(0), only(Instruction.Stop.class).lease());
  }

  @Test
  void workGoesOnOfflineAndItsOutcomeIsReportedAfterwards() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));

    tell(new Event.LinkDown("gone"));
    pass(Given.LEASE.plusSeconds(60));
    tell(new Event.Ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED)));
    tell(new Event.LinkUp());
    Hello hello = (Hello) only(Instruction.Send.class).message();
    tell(Given.received(Given.welcome(List.of(), List.of(), "resume")));

    assertEquals(List.of(new HeldAttempt(Given.lease(0), "mac-0", true)), hello.held());
    assertEquals(
        List.of(Given.outcome(Given.lease(0), Kind.SUCCEEDED)), reports().get(0).outcomes());
  }

  @Test
  void offlineWorkEndsWithTheGraceThatItsJobAllows() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));
    tell(new Event.LinkDown("gone"));

    pass(Given.LEASE.plus(Given.GRACE).plusSeconds(1));
    tell(new Event.Tick());

    assertEquals(Given.lease(0), only(Instruction.Kill.class).lease());
    assertTrue(agent.held().isEmpty());
  }

  @Test
  void dropsWhatTheWelcomeRefuses() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0), Given.grant(1))));
    tell(new Event.LinkDown("gone"));
    tell(new Event.LinkUp());

    tell(Given.received(Given.welcome(List.of(Given.lease(0)), List.of(Given.lease(1)), "resume")));

    assertEquals(Given.lease(1), only(Instruction.Stop.class).lease());
    assertEquals(List.of(Given.lease(0)), agent.held().stream().map(Held::lease).toList());
  }

  @Test
  void remembersWhatLastsAndForgetsItOnceAcknowledged() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));
    boolean atOnce = has(Instruction.Remember.class);

    pass(AgentRules.defaults().rememberAfter().plusSeconds(1));
    tell(new Event.Tick());
    boolean afterAWhile = has(Instruction.Remember.class);
    tell(new Event.Ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED)));
    Held remembered = only(Instruction.Remember.class).attempt();
    tell(Given.received(Given.acknowledged(Given.lease(0))));

    assertFalse(atOnce, "a write to flash for a unit that may be over in a moment");
    assertTrue(afterAWhile);
    assertTrue(remembered.isFinished());
    assertEquals(Given.lease(0), only(Instruction.Forget.class).lease());
  }

  @Test
  void afterACrashWhatRanIsRunAgainAndWhatWasFinishedIsOnlyReported() {
    Held ran = Given.held(0, now).in("running", 5, 5);
    Held finished = Given.held(1, now).finished(Given.outcome(Given.lease(1), Kind.SUCCEEDED));
    agent = agent(List.of(ran, finished));
    agent.start(now);

    tell(Given.room(4, 512 * Given.MIB));
    List<LeaseRef> started = runs();
    welcomed();

    assertEquals(List.of(Given.lease(0)), started);
    assertEquals(
        List.of(Given.outcome(Given.lease(1), Kind.SUCCEEDED)), reports().get(0).outcomes());
  }

  @Test
  void startsNothingWhileTheOwnerIsBusy() {
    connect();
    tell(new Event.Guarded(Given.suspended()));

    tell(Given.received(Given.granted(Given.grant(0))));
    List<LeaseRef> whileBusy = runs();
    tell(new Event.Guarded(Given.available()));

    assertEquals(List.of(), whileBusy);
    assertEquals(List.of(Given.lease(0)), runs());
  }

  @Test
  void tellsAtOnceThatTheOwnerCameBack() {
    connect();
    afterAReport();

    tell(new Event.Guarded(Given.suspended()));

    assertEquals(Given.suspended(), Given.telemetry(reports().get(0)).state());
  }

  @Test
  void aPauseStopsWhatRunsGivesBackWhatWaitsAndDeclinesNewWork() {
    connect();
    tell(Given.room(1, 512 * Given.MIB));
    tell(Given.received(Given.granted(Given.grant(0), Given.grant(1))));

    tell(new Event.OwnerSays(OwnerWish.PAUSE));
    Instruction.Stop stop = only(Instruction.Stop.class);
    Report report = reports().get(0);
    tell(Given.received(Given.granted(Given.grant(2))));

    assertEquals(new Instruction.Stop(Given.lease(0), "paused by its owner", true), stop);
    assertEquals(Availability.PAUSED, Given.telemetry(report).state().lending());
    assertEquals(Kind.RETURNED, report.outcomes().get(0).kind());
    assertEquals(
        List.of(new Declined(Given.lease(2), "paused by its owner")), reports().get(0).declined());
  }

  @Test
  void aDeviceThatNobodyApprovedSaysSoAndTakesNothing() {
    connect();
    tell(Given.room(1, 512 * Given.MIB));

    tell(Given.received(Given.command("wait")));
    tell(Given.received(Given.granted(Given.grant(0))));
    Declined declined = reports().get(0).declined().get(0);
    tell(Given.received(Given.command("resume")));
    tell(Given.received(Given.granted(Given.grant(1))));

    assertEquals(
        new Declined(Given.lease(0), "waits for an operator of the grid to approve this device"),
        declined);
    assertEquals(List.of(Given.lease(1)), runs());
  }

  @Test
  void aDrainFinishesWhatIsHeldAndTakesNothingNew() {
    connect();
    tell(Given.room(1, 512 * Given.MIB));
    tell(Given.received(Given.granted(Given.grant(0), Given.grant(1))));

    tell(Given.received(Given.command("drain")));
    boolean stopped = has(Instruction.Stop.class);
    tell(new Event.Ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED)));
    List<LeaseRef> next = runs();
    tell(Given.received(Given.granted(Given.grant(2))));

    assertFalse(stopped);
    assertEquals(List.of(Given.lease(1)), next);
    assertEquals(Given.lease(2), reports().get(0).declined().get(0).lease());
  }

  @Test
  void theOwnersPauseOutlastsTheOperatorsResume() {
    connect();
    tell(new Event.OwnerSays(OwnerWish.PAUSE));

    tell(Given.received(Given.command("resume")));

    assertEquals(Availability.PAUSED, agent.lendingState().lending());
  }

  @Test
  void shutDownGivesEverythingBackAndThenEnds() {
    connect();
    tell(Given.room(1, 512 * Given.MIB));
    tell(Given.received(Given.granted(Given.grant(0), Given.grant(1))));

    tell(new Event.ShutDown());
    boolean early = has(Instruction.Exit.class);
    assertTrue(only(Instruction.Stop.class).isWanted());
    tell(new Event.Ended(Given.outcome(Given.lease(0), Kind.CHECKPOINTED)));
    tell(Given.received(Given.acknowledged(Given.lease(1))));
    tell(Given.received(Given.acknowledged(Given.lease(0))));

    assertFalse(early);
    assertTrue(has(Instruction.Exit.class));
  }

  @Test
  void shutDownDoesNotWaitForACoordinatorOutOfReach() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));
    tell(new Event.LinkDown("gone"));

    tell(new Event.ShutDown());

    assertTrue(has(Instruction.Stop.class));
    assertTrue(has(Instruction.Exit.class));
  }

  @Test
  void givesASilentConnectionUp() {
    connect();

    pass(AgentRules.defaults().silence().plusSeconds(1));
    tell(new Event.Tick());

    assertTrue(has(Instruction.Disconnect.class));
  }

  @Test
  void waitsLongerWithEachFailureAndNeverTooLong() {
    agent.start(now);

    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      tell(new Event.LinkDown("refused"));
      waits.add(only(Instruction.Connect.class).after().toMillis());
    }

    assertTrue(waits.get(0) <= 1_000, "first wait " + waits.get(0));
    assertTrue(waits.get(5) > waits.get(0), "no back-off: " + waits);
    assertTrue(waits.stream().allMatch(wait -> wait <= 120_000), "too long: " + waits);
  }

  @Test
  void listsWhatItHoldsInEachReportSoThatItsLeaseIsRenewed() {
    connect();
    tell(Given.received(Given.granted(Given.grant(0))));
    tell(new Event.Progressed(Given.lease(0), "running", 7, 5));

    afterAReport();

    assertEquals(
        List.of(new RunningAttempt(Given.lease(0), "running", 7, 5)), reports().get(0).running());
  }

  @Test
  void wantsToBeToldOfTimeSeldomWhileItHoldsNothing() {
    connect();
    assertEquals(Duration.ofSeconds(2), agent.tick());

    tell(Given.received(Given.granted(Given.grant(0))));

    assertEquals(Duration.ofMillis(500), agent.tick());
  }

  private Agent agent(List<Held> remembered) {
    return new Agent(
        Given.capabilities(), "test", AgentRules.defaults(), remembered, new Random(1));
  }

  private void connect() {
    agent.start(now);
    tell(Given.room(4, 512 * Given.MIB));
    welcomed();
  }

  private void welcomed() {
    tell(new Event.LinkUp());
    tell(Given.received(Given.welcome(List.of(), List.of(), "resume")));
  }

  private void afterAReport() {
    pass(Given.REPORT);
    tell(new Event.Tick());
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void tell(Event event) {
    last = agent.on(event, now);
  }

  private List<LeaseRef> runs() {
    return last.stream()
        .filter(Instruction.Run.class::isInstance)
        .map(each -> ((Instruction.Run) each).attempt().lease())
        .toList();
  }

  private List<Report> reports() {
    return last.stream()
        .filter(Instruction.Send.class::isInstance)
        .map(each -> ((Instruction.Send) each).message())
        .filter(Report.class::isInstance)
        .map(Report.class::cast)
        .toList();
  }

  private boolean has(Class<? extends Instruction> kind) {
    return last.stream().anyMatch(kind::isInstance);
  }

  private <T extends Instruction> T only(Class<T> kind) {
    List<T> found = last.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertEquals(1, found.size(), kind.getSimpleName() + " in " + last);
    return found.get(0);
  }
}
