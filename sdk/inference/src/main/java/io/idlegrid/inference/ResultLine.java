package io.idlegrid.inference;

import io.idlegrid.inference.Boxes.Boxed;
import io.idlegrid.inference.Scores.Scored;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One line of JSON per picture. Lines of several units, one after the other, are the result of all.
 *
 * <p>{@code {"file":"a.png","class":"ring","score":0.9731}}, and with several classes asked for
 * also {@code "top":[{"class":"ring","score":0.9731},…]}.
 *
 * <p>Of a detection model: {@code
 * {"file":"a.png","boxes":[{"class":"ring","score":0.9731,"box":[0.1000,0.2000,0.5000,0.2500]}]}},
 * the likeliest first. A box is left, top, width and height as shares of the picture.
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

  /** What a detection model found; perhaps nothing. */
  static String of(String file, List<Boxed> boxes) {
    String all =
        boxes.stream()
            .map(
                each ->
                    "{%s,\"box\":[%s,%s,%s,%s]}"
                        .formatted(
                            entry(each.scored()),
                            number(each.left()),
                            number(each.top()),
                            number(each.width()),
                            number(each.height())))
            .collect(Collectors.joining(","));
    return "{\"file\":%s,\"boxes\":[%s]}".formatted(quoted(file), all);
  }

  private static String entry(Scored scored) {
    return "\"class\":%s,\"score\":%s".formatted(quoted(scored.label()), number(scored.score()));
  }

  /** Four digits: processors of different kinds differ in the last ones, and a quorum compares. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
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
