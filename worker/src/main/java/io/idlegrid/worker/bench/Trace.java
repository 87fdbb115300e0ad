package io.idlegrid.worker.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A recorded load: CSV with the columns {@code t_seconds} and {@code cpu_percent}, perhaps gzipped.
 * The first seven tenths are the device's past, the rest is played.
 *
 * @param percents one a row
 */
record Trace(List<Double> percents) {

  Trace {
    percents = List.copyOf(percents);
  }

  static Trace read(Path file) throws IOException {
    List<Double> percents = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      String head = in.readLine();
      int column = head == null ? -1 : List.of(head.split(",", -1)).indexOf("cpu_percent");
      if (column < 0) {
        throw new IOException(file + " has no column cpu_percent");
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        percents.add(Double.parseDouble(line.split(",", -1)[column]));
      }
    } catch (NumberFormatException e) {
      throw new IOException(file + " has a row that is no number: " + e.getMessage(), e);
    }
    if (percents.size() < 10) {
      throw new IOException(file + " has fewer than 10 rows");
    }
    return new Trace(percents);
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
