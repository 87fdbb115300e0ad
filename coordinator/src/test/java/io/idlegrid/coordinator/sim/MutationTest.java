package io.idlegrid.coordinator.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.quorum.Quorum;
import io.idlegrid.coordinator.domain.quorum.Vote;
import io.idlegrid.coordinator.flow.board.AttemptBook;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.port.Commit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.implementation.bind.annotation.Argument;
import net.bytebuddy.implementation.bind.annotation.This;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Shows that the simulation can fail: takes one safeguard out of the compiled product at a time and
 * looks for a seed that notices.
 */
class MutationTest {

  private static final int SEEDS = 200;

  @BeforeAll
  static void installAgent() {
    ByteBuddyAgent.install();
  }

  @Test
  void withoutTheLeaseCheckSomeSeedBreaks() throws Exception {
    assertNoticed(AttemptBook.class, "find", MethodDelegation.to(AnyAttemptOfTheUnit.class));
  }

  @Test
  void withoutTheEpochComparisonSomeSeedBreaks() throws Exception {
    assertNoticed(Commit.Builder.class, "check", FixedValue.self());
  }

  @Test
  void withoutTheRetrySomeSeedBreaks() throws Exception {
    Class<?> ledger = Class.forName("io.idlegrid.coordinator.flow.UnitLedger");
    assertNoticed(ledger, "feed", StubMethod.INSTANCE);
  }

  @Test
  void withoutTheQuorumSomeSeedBreaks() throws Exception {
    assertNoticed(Quorum.class, "judge", MethodDelegation.to(FirstVoteWins.class));
  }

  @Test
  void acknowledgingBeforeTheCommitIsNoticed() throws Exception {
    Class<?> changes = Class.forName("io.idlegrid.coordinator.flow.Changes");
    // The results stay in memory: what is acknowledged is then not durable.
    assertNoticed(changes, "putChunk", StubMethod.INSTANCE);
  }

  private static void assertNoticed(Class<?> target, String method, Implementation mutation)
      throws IOException {
    ClassReloadingStrategy strategy = ClassReloadingStrategy.fromInstalledAgent();
    new ByteBuddy()
        .redefine(target)
        .method(ElementMatchers.named(method))
        .intercept(mutation)
        .make()
        .load(target.getClassLoader(), strategy);
    boolean isNoticed = LongStream.range(0, SEEDS).anyMatch(MutationTest::breaks);
    strategy.reset(target);
    assertTrue(
        isNoticed,
        "no seed noticed that " + target.getSimpleName() + "." + method + " was taken out");
  }

  private static boolean breaks(long seed) {
    try {
      SimulatedGrid.run(Scenario.of(seed));
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  /** The mutant of {@link AttemptBook#find}: the lease number is not compared. */
  public static final class AnyAttemptOfTheUnit {

    private AnyAttemptOfTheUnit() {}

    public static Optional<LiveAttempt> find(
        @This AttemptBook book, @Argument(0) AttemptId attempt) {
      return book.of(attempt.unit()).stream().findFirst();
    }
  }

  /** The mutant of {@link Quorum#judge}: one output is enough. */
  public static final class FirstVoteWins {

    private FirstVoteWins() {}

    public static Quorum.Verdict judge(@Argument(0) List<Vote> votes, @Argument(1) int quorum) {
      return votes.isEmpty()
          ? new Quorum.Verdict.Undecided(quorum)
          : new Quorum.Verdict.Decided(votes.get(0), List.of(votes.get(0).device()), List.of());
    }
  }
}
