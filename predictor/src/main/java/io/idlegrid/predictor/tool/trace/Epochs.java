package io.idlegrid.predictor.tool.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must be forecast, per device. Held as numbers, about 14 bytes a row.
 *
 * @param byDevice by device name
 */
public record Epochs(Map<String, OfDevice> byDevice) {
  private static final List<String> PARTS = List.of("cal", "test");

  public Epochs {
    byDevice = Map.copyOf(byDevice);
  }

  /** Rows of one device, in order of time, then horizon. */
  @SuppressWarnings("ArrayRecordComponent")
  public record OfDevice(double[] seconds, int[] horizons, boolean[] test) {
    public int size() {
      return seconds.length;
    }
  }

  /**
   * @param file columns {@code device}, {@code t} in seconds of the trace, {@code horizon_s} of 1
   *     to 3600; {@code part} ({@code cal} or {@code test}) is optional, and {@code cal} is not
   *     scored
   */
  public static Epochs read(Path file) throws IOException, TraceException {
    Map<String, List<Row>> rows = new TreeMap<>();
    try (CsvLines lines = CsvLines.open(file)) {
      int device = lines.column("device");
      int time = lines.column("t");
      int horizon = lines.column("horizon_s");
      int part = lines.has("part") ? lines.column("part") : -1;
      String previous = "";
      for (String[] cells = lines.next(); cells != null; cells = lines.next()) {
        // One string per device, not one per row.
        previous = cells[device].equals(previous) ? previous : cells[device];
        if (previous.isEmpty()) {
          throw lines.error("no device", "name the trace's file without its ending");
        }
        Row row = row(lines, cells, time, horizon, part < 0 || isTest(lines, cells[part]));
        rows.computeIfAbsent(previous, any -> new ArrayList<>()).add(row);
      }
    }
    if (rows.isEmpty()) {
      throw new TraceException(file, "no epochs", "list them with columns device,t,horizon_s");
    }
    Map<String, OfDevice> packed = new TreeMap<>();
    for (Map.Entry<String, List<Row>> ofDevice : rows.entrySet()) {
      packed.put(ofDevice.getKey(), pack(file, ofDevice.getKey(), ofDevice.getValue()));
    }
    return new Epochs(packed);
  }

  private static boolean isTest(CsvLines lines, String part) throws TraceException {
    if (!PARTS.contains(part)) {
      throw lines.error("part '" + part + "' is unknown", "write one of " + PARTS);
    }
    return part.equals("test");
  }

  private record Row(double second, int horizon, boolean test) {}

  private static Row row(CsvLines lines, String[] cells, int time, int horizon, boolean test)
      throws TraceException {
    double second = lines.number(cells, time);
    double length = lines.number(cells, horizon);
    if (!Double.isFinite(second)) {
      throw lines.error("no time in t", "copy t from the trace");
    }
    if (!(length >= 1 && length <= 3600 && length == Math.rint(length))) {
      String what = "horizon_s " + length + " is no whole number within 1..3600";
      throw lines.error(what, "use 60, 300, 900 or 3600");
    }
    return new Row(second, (int) length, test);
  }

  private static OfDevice pack(Path file, String device, List<Row> rows) throws TraceException {
    Row[] sorted = rows.toArray(new Row[0]);
    Arrays.sort(
        sorted, java.util.Comparator.comparingDouble(Row::second).thenComparingInt(Row::horizon));
    double[] seconds = new double[sorted.length];
    int[] horizons = new int[sorted.length];
    boolean[] test = new boolean[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      seconds[i] = sorted[i].second();
      horizons[i] = sorted[i].horizon();
      test[i] = sorted[i].test();
      if (i > 0 && seconds[i] == seconds[i - 1] && horizons[i] == horizons[i - 1]) {
        String what = device + " at " + seconds[i] + " for " + horizons[i] + " s is listed twice";
        throw new TraceException(file, what, "keep one of the two");
      }
    }
    return new OfDevice(seconds, horizons, test);
  }

  /** The rows of a device, null when none are asked for. */
  public @Nullable OfDevice of(String device) {
    return byDevice.get(device);
  }
}
