package io.idlegrid.worker.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.link.WorkerMessage.Report;
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
