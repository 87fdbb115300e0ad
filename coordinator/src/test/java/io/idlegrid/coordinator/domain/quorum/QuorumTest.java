package io.idlegrid.coordinator.domain.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.quorum.Quorum.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuorumTest {

  @Test
  void wantsAsManyVotesAsTheQuorumAtTheStart() {
    assertEquals(new Verdict.Undecided(2), Quorum.judge(List.of(), 2));
  }

  @Test
  void equalOutputsDecide() {
    List<Vote> votes = List.of(vote(1, "same"), vote(2, "same"));

    Verdict.Decided decided = assertInstanceOf(Verdict.Decided.class, Quorum.judge(votes, 2));

    assertEquals(2, decided.agreeing().size());
    assertEquals(List.of(), decided.dissenting());
  }

  @Test
  void theOddOneOutDissents() {
    List<Vote> votes = List.of(vote(1, "lie"), vote(2, "truth"), vote(3, "truth"));

    Verdict.Decided decided = assertInstanceOf(Verdict.Decided.class, Quorum.judge(votes, 2));

    assertEquals(List.of(device(1)), decided.dissenting());
    assertEquals(votes.get(1), decided.canonical());
  }

  @Test
  void differentOutputsWantOneMoreVote() {
    assertEquals(new Verdict.Undecided(1), Quorum.judge(List.of(vote(1, "a"), vote(2, "b")), 2));
  }

  @Test
  void givesUpOnAProgramThatNeverAgreesWithItself() {
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      votes.add(vote(i, "output " + i));
    }

    assertEquals(new Verdict.Hopeless(8, 8), Quorum.judge(votes, 2));
  }

  @Test
  void theOrderOfFilesDoesNotMatter() {
    Output a = new Output("a", 1, "aa", Optional.empty());
    Output b = new Output("b", 1, "bb", Optional.empty());

    assertEquals(Vote.digest(List.of(a, b)), Vote.digest(List.of(b, a)));
  }

  private static DeviceId device(int number) {
    return new DeviceId("d-%08d".formatted(number));
  }

  private static Vote vote(int device, String text) {
    Output output = new Output("result", text.length(), text, Optional.empty());
    Outcome outcome =
        new Outcome(
            Outcome.Kind.SUCCEEDED,
            Optional.of(0),
            "",
            List.of(output),
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            Duration.ZERO,
            true);
    return Vote.of(device(device), new LeaseNumber(1, device), outcome);
  }
}
