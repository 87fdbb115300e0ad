package io.idlegrid.predictor.tool.trace;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The rows of a comma-separated file, gzipped or not, with their line numbers; no quoting. */
final class CsvLines implements AutoCloseable {
  private static final int GZIP_FIRST = 0x1f;

  private final Path file;
  private final BufferedReader reader;
  private final List<String> header;
  private long line = 1;

  private CsvLines(Path file, BufferedReader reader, List<String> header) {
    this.file = file;
    this.reader = reader;
    this.header = header;
  }

  static CsvLines open(Path file) throws IOException, TraceException {
    var reader = new BufferedReader(new InputStreamReader(stream(file), StandardCharsets.UTF_8));
    try {
      String first = reader.readLine();
      if (first == null) {
        throw new TraceException(file, "the file is empty", "a header line is needed");
      }
      return new CsvLines(file, reader, List.of(split(first)));
    } catch (IOException | TraceException e) {
      reader.close();
      throw e;
    }
  }

  /** Unpacks what starts like gzip, whatever its name. */
  private static InputStream stream(Path file) throws IOException {
    var in = new PushbackInputStream(new BufferedInputStream(Files.newInputStream(file)));
    int first = in.read();
    if (first >= 0) {
      in.unread(first);
    }
    return first == GZIP_FIRST ? new GZIPInputStream(in, 1 << 16) : in;
  }

  /** Place of a column, or an error that lists those that are there. */
  int column(String name) throws TraceException {
    int place = header.indexOf(name);
    if (place < 0) {
      throw new TraceException(
          file, 1, "column '" + name + "' is missing", "the header has " + header);
    }
    return place;
  }

  boolean has(String name) {
    return header.contains(name);
  }

  /** The next row's cells, or null at the end; blank lines are passed over. */
  String @Nullable [] next() throws IOException, TraceException {
    String text = reader.readLine();
    line++;
    while (text != null && text.isBlank()) {
      text = reader.readLine();
      line++;
    }
    if (text == null) {
      return null;
    }
    String[] cells = split(text);
    if (cells.length != header.size()) {
      throw error(
          cells.length + " cells under " + header.size() + " columns", "complete or drop the row");
    }
    return cells;
  }

  /** A number, NaN where the cell is empty or says so. */
  double number(String[] cells, int column) throws TraceException {
    String cell = cells[column];
    if (cell.isEmpty() || cell.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw error("'" + cell + "' in " + header.get(column) + " is no number", "write 12.5 or NaN");
    }
  }

  TraceException error(String what, String hint) {
    return new TraceException(file, line, what, hint);
  }

  private static String[] split(String text) {
    String[] cells = text.split(",", -1);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cells[i].strip();
    }
    return cells;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
