package io.idlegrid.inference;

import io.idlegrid.inference.Scores.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What to make of the rows of a detection model: left, top, right and bottom in pixels of the
 * model's input, the score, and the number of the class. Overlapping rows are the model's to drop.
 */
final class Boxes {

  /** Values of a row. */
  static final int ROW = 6;

  /** Models fill up their rows with guesses; what is less likely is one. */
  private static final float LEAST_SCORE = 0.25f;

  private static final int MOST = 100;

  private Boxes() {}

  /**
   * A thing in a picture.
   *
   * @param left from 0, the picture's left edge, to 1, its right edge; the others likewise
   */
  record Boxed(Scored scored, double left, double top, double width, double height) {}

  /** The likely things, the likeliest first. */
  static List<Boxed> likely(List<String> labels, float[] rows, int width, int height)
      throws InferenceException {
    List<Boxed> found = new ArrayList<>();
    for (int at = 0; at + ROW <= rows.length; at += ROW) {
      float score = rows[at + 4];
      Scores.requireNumber(score);
      if (score >= LEAST_SCORE) {
        double left = share(rows[at], width);
        double top = share(rows[at + 1], height);
        found.add(
            new Boxed(
                new Scored(label(labels, rows[at + 5]), Math.min(1, score)),
                left,
                top,
                Math.max(0, share(rows[at + 2], width) - left),
                Math.max(0, share(rows[at + 3], height) - top)));
      }
    }
    found.sort(Comparator.<Boxed>comparingDouble(each -> -each.scored().score()));
    return List.copyOf(found.subList(0, Math.min(MOST, found.size())));
  }

  private static double share(float pixels, int side) throws InferenceException {
    Scores.requireNumber(pixels);
    return Math.max(0, Math.min(1, pixels / side));
  }

  private static String label(List<String> labels, float number) throws InferenceException {
    int index = Math.round(number);
    if (index < 0 || index >= labels.size()) {
      throw new InferenceException(
          "inference.labels",
          "the model found class %d, the job names %d labels".formatted(index, labels.size()),
          "name one label per class, in the order of the model's numbers, which begin at 0");
    }
    return labels.get(index);
  }
}
