package io.idlegrid.cli.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Finds what somebody may have meant to type. */
public final class Spelling {

  private static final int MOST = 3;

  private Spelling() {}

  /** The known words that are close to the word, closest first. */
  public static List<String> near(String word, Collection<String> known) {
    int most = Math.max(1, (word.length() + 1) / 3);
    return known.stream()
        .filter(each -> distance(word, each) <= most || startsAlike(word, each))
        .sorted(Comparator.<String>comparingInt(each -> distance(word, each)).thenComparing(w -> w))
        .limit(MOST)
        .toList();
  }

  private static boolean startsAlike(String word, String known) {
    return word.length() >= 2 && known.startsWith(word);
  }

  /** Changed, missing and additional letters, and neighbours swapped. */
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    IntStream.rangeClosed(0, from.length()).forEach(i -> cost[i][0] = i);
    IntStream.rangeClosed(0, to.length()).forEach(j -> cost[0][j] = j);
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + change);
        boolean isSwap =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (isSwap) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
