package io.idlegrid.worker.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A recorded load: CSV with the columns {@code t_seconds} and {@code cpu_percent}, perhaps gzipped.
 * The first seven tenths are the device's past, the rest is played.
 *
 * @param percents one a row
 * @param step from one row to the next, gaps apart
 */
record Trace(List<Double> percents, Duration step) {

  Trace {
    percents = List.copyOf(percents);
  }

  static Trace read(Path file) throws IOException {
    List<Double> percents = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      String head = in.readLine();
      List<String> names = head == null ? List.of() : List.of(head.split(",", -1));
      int percent = column(file, names, "cpu_percent");
      int time = column(file, names, "t_seconds");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        List<String> row = List.of(line.split(",", -1));
        if (row.size() != names.size()) {
          throw new IOException(
              "%s, row %d: %d columns instead of %d"
                  .formatted(file, percents.size() + 2, row.size(), names.size()));
        }
        percents.add(Double.parseDouble(row.get(percent)));
        seconds.add(Double.parseDouble(row.get(time)));
      }
    } catch (NumberFormatException e) {
      throw new IOException(file + " has a row that is no number: " + e.getMessage(), e);
    }
    if (percents.size() < 10) {
      throw new IOException(file + " has fewer than 10 rows");
    }
    return new Trace(percents, step(file, seconds));
  }

  private static int column(Path file, List<String> names, String name) throws IOException {
    if (!names.contains(name)) {
      throw new IOException(file + " has no column " + name);
    }
    return names.indexOf(name);
  }

  private static Duration step(Path file, List<Double> seconds) throws IOException {
    double[] steps = new double[seconds.size() - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = seconds.get(i + 1) - seconds.get(i);
    }
    double median = Sample.quantileOf(steps, 0.5);
    if (median < 1 || median > 300) {
      throw new IOException(
          "%s has a row every %.1f s; 1 s to 5 min can be forecast".formatted(file, median));
    }
    return Duration.ofMillis(Math.round(median * 1000));
  }

  /** How many rows can be played. */
  int rowsToPlay() {
    return percents.size() - begin(0);
  }

  /** What was before the row that a run begins with. */
  List<Double> past(int first) {
    return percents.subList(0, begin(first));
  }

  /** What a run plays, from its first row on. */
  List<Double> future(int first) {
    return percents.subList(begin(first), percents.size());
  }

  /**
   * @param first row among those that are played; beyond the last one it begins anew
   */
  private int begin(int first) {
    int played = percents.size() * 7 / 10;
    return played + first % (percents.size() - played);
  }
}
