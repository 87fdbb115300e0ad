package io.idlegrid.coordinator.edge.rest.jobfile;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses what was meant. */
final class Nearest {

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private static final int MOST_CHARACTERS = 100;

  private Nearest() {}

  /** The word that looks most like the one that was written, if one does. */
  static Optional<String> to(String written, Collection<String> known) {
    if (written.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    int most = Math.max(2, written.length() / 2);
    return known.stream()
        .min(Comparator.comparingInt(word -> distance(written, word)))
        .filter(word -> distance(written, word) <= most);
  }

  private static int distance(String one, String other) {
    return DISTANCE.apply(one.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
  }
}
