package io.idlegrid.inference;

import io.idlegrid.inference.Scores.Scored;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One line of JSON per picture. Lines of several units, one after the other, are the result of all.
 *
 * <p>{@code {"file":"a.png","class":"ring","score":0.9731}}, and with several classes asked for
 * also {@code "top":[{"class":"ring","score":0.9731},…]}.
 */
final class ResultLine {

  private ResultLine() {}

  static String of(String file, List<Scored> ranked, int top) {
    String best = entry(ranked.get(0));
    if (top == 1) {
      return "{\"file\":%s,%s}".formatted(quoted(file), best);
    }
    String all =
        ranked.stream()
            .limit(top)
            .map(scored -> "{" + entry(scored) + "}")
            .collect(Collectors.joining(","));
    return "{\"file\":%s,%s,\"top\":[%s]}".formatted(quoted(file), best, all);
  }

  /** Four digits: processors of different kinds differ in the last ones, and a quorum compares. */
  private static String entry(Scored scored) {
    return "\"class\":%s,\"score\":%s"
        .formatted(quoted(scored.label()), String.format(Locale.ROOT, "%.4f", scored.score()));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
