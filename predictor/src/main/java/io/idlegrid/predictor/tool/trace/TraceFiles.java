package io.idlegrid.predictor.tool.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder of traces: {@code <device>.csv} or {@code <device>.csv.gz}, one host each. */
public record TraceFiles(List<Path> files) {
  private static final String TIME = "t_seconds";
  private static final String LOAD = "cpu_percent";
  private static final double FINEST = .9;
  private static final double COARSEST = 330;

  /** What lies further apart was not recorded in one go, or is not in seconds. */
  private static final double LONGEST_GAP = 400 * 86_400.0;

  public TraceFiles {
    files = List.copyOf(files);
  }

  /**
   * @throws TraceException when the folder is missing or holds no trace
   */
  public static TraceFiles in(Path folder) throws IOException, TraceException {
    if (!Files.isDirectory(folder)) {
      throw new TraceException(folder, "no such folder", "name the folder that holds the traces");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> found = entries.filter(TraceFiles::isTrace).sorted().toList();
      if (found.isEmpty()) {
        throw new TraceException(folder, "no trace inside", "traces end in .csv or .csv.gz");
      }
      requireDistinct(found);
      return new TraceFiles(found);
    }
  }

  private static void requireDistinct(List<Path> files) throws TraceException {
    Map<String, Path> byDevice = new HashMap<>();
    for (Path file : files) {
      Path other = byDevice.put(device(file), file);
      if (other != null) {
        throw new TraceException(
            file, other.getFileName() + " is the same host", "keep one of the two");
      }
    }
  }

  private static boolean isTrace(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".csv") || name.endsWith(".csv.gz");
  }

  public static String device(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.csv(\\.gz)?$", "");
  }

  /**
   * @throws TraceException when a column is missing, a cell is no number or out of range, times do
   *     not rise, or no row is left
   */
  public static Trace read(Path file) throws IOException, TraceException {
    return read(file, LOAD, 1);
  }

  /** Whether a trace has a column. */
  public static boolean has(Path file, String column) throws IOException, TraceException {
    try (CsvLines lines = CsvLines.open(file)) {
      return lines.has(column);
    }
  }

  /**
   * Reads another column than the load of the CPU.
   *
   * @param factor makes percent of what is written
   * @throws TraceException as {@link #read(Path)}
   */
  public static Trace read(Path file, String column, double factor)
      throws IOException, TraceException {
    try (CsvLines lines = CsvLines.open(file)) {
      var rows = new Rows(lines.column(TIME), lines.column(column), column, factor);
      for (String[] cells = lines.next(); cells != null; cells = lines.next()) {
        rows.add(lines, cells);
      }
      return rows.trace(file, lines);
    }
  }

  private static final class Rows {
    private final int time;
    private final int load;
    private final String column;
    private final double factor;
    private double[] seconds = new double[4096];
    private float[] percent = new float[4096];
    private int size;
    private double newest = Double.NEGATIVE_INFINITY;

    Rows(int time, int load, String column, double factor) {
      this.time = time;
      this.load = load;
      this.column = column;
      this.factor = factor;
    }

    void add(CsvLines lines, String[] cells) throws TraceException {
      double second = lines.number(cells, time);
      double value = factor * lines.number(cells, load);
      if (!Double.isFinite(second)) {
        throw lines.error("no time in " + TIME, "drop the row");
      }
      if (second <= newest) {
        String how = second == newest ? "repeats" : "goes back behind";
        throw lines.error("time " + second + " " + how + " " + newest, "sort by " + TIME);
      }
      if (second - newest > LONGEST_GAP && newest != Double.NEGATIVE_INFINITY) {
        String what = "time " + second + " lies more than 400 days behind " + newest;
        throw lines.error(what, TIME + " is in seconds");
      }
      newest = second;
      if (Double.isNaN(value)) {
        return;
      }
      if (!(value >= 0 && value <= 100)) {
        throw lines.error(column + " " + value + " is outside 0..100", "give percent of the host");
      }
      append(second, (float) value);
    }

    private void append(double second, float value) {
      if (size == seconds.length) {
        seconds = Arrays.copyOf(seconds, 2 * size);
        percent = Arrays.copyOf(percent, 2 * size);
      }
      seconds[size] = second;
      percent[size++] = value;
    }

    Trace trace(Path file, CsvLines lines) throws TraceException {
      if (size < 2) {
        String what = size == 0 ? "no row with a load" : "a single row with a load";
        throw lines.error(what, "at least two samples are needed");
      }
      double spacing = spacing();
      if (spacing < FINEST || spacing > COARSEST) {
        String what = "samples lie " + spacing + " s apart";
        throw lines.error(what, "1 s to 5 min can be forecast from");
      }
      return new Trace(
          device(file), Arrays.copyOf(seconds, size), Arrays.copyOf(percent, size), spacing);
    }

    private double spacing() {
      double[] gaps = new double[size - 1];
      for (int i = 0; i < gaps.length; i++) {
        gaps[i] = seconds[i + 1] - seconds[i];
      }
      Arrays.sort(gaps);
      return gaps[gaps.length / 2];
    }
  }
}
