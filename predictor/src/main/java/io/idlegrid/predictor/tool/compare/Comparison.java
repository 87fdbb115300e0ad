package io.idlegrid.predictor.tool.compare;

import io.idlegrid.predictor.tool.day.HostDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Fits every regressor on every host, once dealt into ten shuffled folds and once walking forward:
 * on all that came before each tenth of the day, judged on that tenth.
 *
 * @param every a row each so many seconds
 * @param seed of folds and bagging
 */
public record Comparison(int every, long seed) {
  private static final int PARTS = 10;

  /** What one regressor scored on one host. */
  private record Score(double shuffled, double walking, double fitSeconds) {}

  /** One split into rows to fit on and rows to judge by. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Split(int[] fit, int[] judge) {}

  /** Prints a table, a line per regressor and one that says why the two columns differ. */
  public String run(List<HostDay> hosts, Consumer<String> progress) {
    List<Table> tables = hosts.stream().map(host -> Table.of(host, every)).toList();
    var text = new StringBuilder();
    text.append("RMSE of the peak of the next 5 minutes, in percent of the CPU\n");
    text.append(String.format(Locale.ROOT, "%-14s", "regressor"));
    for (HostDay host : hosts) {
      text.append(String.format(Locale.ROOT, "  %20s", host.name() + " shuffled/walk"));
    }
    text.append(String.format(Locale.ROOT, "  %8s %8s  %s%n", "shuffled", "walk", "fit, s"));
    for (Regressor regressor : Regressor.values()) {
      List<Score> scores = new ArrayList<>();
      for (Table table : tables) {
        scores.add(score(regressor, table));
      }
      text.append(line(regressor, scores));
      progress.accept(regressor.title());
    }
    text.append(
        "Why they differ: rows lie "
            + every
            + " s apart and their five minutes overlap, so a shuffled fold"
            + " leaves each row's twin in the training part, and a tree that knows the time of day"
            + " looks the answer up; walking forward it has to be forecast.\n");
    return text.toString();
  }

  private static String line(Regressor regressor, List<Score> scores) {
    var line = new StringBuilder(String.format(Locale.ROOT, "%-14s", regressor.title()));
    double shuffled = 0;
    double walking = 0;
    double seconds = 0;
    for (Score score : scores) {
      line.append(String.format(Locale.ROOT, "  %9.2f / %8.2f", score.shuffled(), score.walking()));
      shuffled += score.shuffled() / scores.size();
      walking += score.walking() / scores.size();
      seconds += score.fitSeconds() / scores.size();
    }
    return line.append(
            String.format(Locale.ROOT, "  %8.2f %8.2f  %.3f%n", shuffled, walking, seconds))
        .toString();
  }

  private Score score(Regressor regressor, Table table) {
    double[] seconds = new double[PARTS];
    double shuffled = rmse(regressor, table, shuffled(table.size()), seconds);
    double walking = rmse(regressor, table, walking(table), new double[PARTS]);
    Arrays.sort(seconds);
    return new Score(shuffled, walking, seconds[PARTS / 2]);
  }

  private double rmse(Regressor regressor, Table table, List<Split> splits, double[] seconds) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < splits.size(); i++) {
      Split split = splits.get(i);
      long start = System.nanoTime();
      Regressor.Fitted fitted = regressor.fit(table.rows(split.fit()), seed);
      seconds[i] = (System.nanoTime() - start) / 1e9;
      for (int row : split.judge()) {
        double error = fitted.predict(table.inputs()[row]) - table.targets()[row];
        sum += error * error;
        count++;
      }
    }
    return Math.sqrt(sum / count);
  }

  private List<Split> shuffled(int rows) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    var random = new SplittableRandom(seed);
    for (int i = rows - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    List<Split> splits = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      int from = rows * part / PARTS;
      int to = rows * (part + 1) / PARTS;
      int[] fit = new int[rows - (to - from)];
      System.arraycopy(order, 0, fit, 0, from);
      System.arraycopy(order, to, fit, from, rows - to);
      splits.add(new Split(fit, Arrays.copyOfRange(order, from, to)));
    }
    return splits;
  }

  private static List<Split> walking(Table table) {
    List<Split> splits = new ArrayList<>();
    for (int part = 1; part < PARTS; part++) {
      int from = table.size() * part / PARTS;
      int to = table.size() * (part + 1) / PARTS;
      // What had not yet come when the part began cannot have been learnt from.
      splits.add(new Split(range(0, from - table.overlap()), range(from, to)));
    }
    return splits;
  }

  private static int[] range(int from, int to) {
    int[] range = new int[Math.max(0, to - from)];
    for (int i = 0; i < range.length; i++) {
      range[i] = from + i;
    }
    return range;
  }
}
