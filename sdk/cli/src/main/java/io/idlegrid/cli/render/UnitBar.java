package io.idlegrid.cli.render;

import java.util.Locale;

/** A job's units as a bar: done, failed, running, waiting. */
public final class UnitBar {

  private UnitBar() {}

  /** How many units are where. */
  public record Counts(long total, long done, long failed, long running, long waiting) {}

  /** The bar alone, so many columns wide. */
  public static String bar(Counts counts, int width, Paint paint) {
    int done = share(counts.done(), counts, width);
    int failed = Math.min(width - done, share(counts.failed(), counts, width));
    int running = Math.min(width - done - failed, share(counts.running(), counts, width));
    if (counts.running() > 0 && running == 0 && done + failed < width) {
      running = 1;
    }
    return paint.good(paint.sign("█", "#").repeat(done))
        + paint.bad(paint.sign("▓", "x").repeat(failed))
        + paint.accent(paint.sign("▒", ">").repeat(running))
        + paint.faint(paint.sign("░", ".").repeat(width - done - failed - running));
  }

  /** The counts in words. */
  public static String words(Counts counts, Paint paint) {
    StringBuilder words =
        new StringBuilder(
            String.format(Locale.ROOT, "%,d/%,d done", counts.done(), counts.total()));
    append(words, counts.running(), paint.accent("running"));
    append(words, counts.waiting(), "waiting");
    append(words, counts.failed(), paint.bad("failed"));
    return words.toString();
  }

  private static void append(StringBuilder words, long count, String state) {
    if (count > 0) {
      words.append(String.format(Locale.ROOT, ", %,d ", count)).append(state);
    }
  }

  private static int share(long part, Counts counts, int width) {
    return counts.total() == 0 ? 0 : (int) (part * width / counts.total());
  }
}
