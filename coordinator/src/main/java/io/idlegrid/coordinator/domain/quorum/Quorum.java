package io.idlegrid.coordinator.domain.quorum;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which outputs agree. A pure comparison of votes. */
public final class Quorum {

  private Quorum() {}

  /** What the votes say. */
  public sealed interface Verdict {

    /** Not enough agree. */
    record Undecided(int votesWanted) implements Verdict {}

    /** Enough agree: the canonical output and who was for and against it. */
    record Decided(Vote canonical, List<DeviceId> agreeing, List<DeviceId> dissenting)
        implements Verdict {}

    /** So many different outputs that the program itself must differ from run to run. */
    record Hopeless(int votes, int differentOutputs) implements Verdict {}
  }

  /** Judges the votes of one unit. */
  public static Verdict judge(List<Vote> votes, int quorum) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    votes.forEach(vote -> counts.merge(vote.digest(), 1, Integer::sum));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (most >= quorum) {
      return decided(votes, counts, quorum);
    }
    if (votes.size() >= mostVotes(quorum)) {
      return new Verdict.Hopeless(votes.size(), counts.size());
    }
    return new Verdict.Undecided(quorum - most);
  }

  /** Votes after which a unit without agreement is given up. */
  static int mostVotes(int quorum) {
    return 3 * quorum + 2;
  }

  private static Verdict decided(List<Vote> votes, Map<String, Integer> counts, int quorum) {
    String chosen =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= quorum)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    Vote canonical =
        votes.stream().filter(vote -> vote.digest().equals(chosen)).findFirst().orElseThrow();
    return new Verdict.Decided(
        canonical, devices(votes, chosen, true), devices(votes, chosen, false));
  }

  private static List<DeviceId> devices(List<Vote> votes, String chosen, boolean agreeing) {
    return votes.stream()
        .filter(vote -> vote.digest().equals(chosen) == agreeing)
        .map(Vote::device)
        .toList();
  }
}
