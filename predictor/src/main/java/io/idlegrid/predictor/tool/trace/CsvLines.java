package io.idlegrid.predictor.tool.trace;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The rows of a comma-separated file, gzipped or not, with their line numbers; no quoting. */
final class CsvLines implements AutoCloseable {
  private static final int GZIP_FIRST = 0x1f;
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final String NUMERALS = "0123456789+-.eE";

  /** As much of a header as an error quotes. */
  private static final int QUOTED = 200;

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
    if (Files.isDirectory(file)) {
      throw new TraceException(file, "this is a folder", "name a file of comma-separated rows");
    }
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      var text = new InputStreamReader(unpacked(file, bytes), StandardCharsets.UTF_8);
      var reader = new BufferedReader(text);
      String first = line(file, reader);
      if (first == null) {
        throw new TraceException(file, "the file is empty", "a header line is needed");
      }
      return new CsvLines(file, reader, List.of(split(withoutMark(first))));
    } catch (IOException | TraceException e) {
      bytes.close();
      throw e;
    }
  }

  /** Unpacks what starts like gzip, whatever its name. */
  private static InputStream unpacked(Path file, InputStream bytes)
      throws IOException, TraceException {
    var in = new PushbackInputStream(bytes);
    int first = in.read();
    if (first >= 0) {
      in.unread(first);
    }
    try {
      return first == GZIP_FIRST ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
  }

  private static @Nullable String line(Path file, BufferedReader reader)
      throws IOException, TraceException {
    try {
      return reader.readLine();
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
  }

  private static TraceException damaged(Path file, IOException cause) {
    String how = cause instanceof EOFException ? "it ends too early" : cause.getMessage();
    return new TraceException(file, "damaged gzip (" + how + ")", "copy it again");
  }

  /** Some spreadsheets begin a file with one. */
  private static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /** Place of a column, or an error that lists those that are there. */
  int column(String name) throws TraceException {
    int place = header.indexOf(name);
    if (place < 0) {
      throw new TraceException(
          file, 1, "column '" + name + "' is missing", "the header has " + quoted(header));
    }
    return place;
  }

  /** A file that is no text at all must not write to the terminal what it likes. */
  private static String quoted(List<String> header) {
    String all = header.toString();
    String some = all.length() <= QUOTED ? all : all.substring(0, QUOTED) + "…";
    return some.replaceAll("[\\p{Cntrl}\\p{Co}\\p{Cn}\ufffd]", "?");
  }

  boolean has(String name) {
    return header.contains(name);
  }

  /** The next row's cells, or null at the end; blank lines are passed over. */
  String @Nullable [] next() throws IOException, TraceException {
    String text = line(file, reader);
    line++;
    while (text != null && text.isBlank()) {
      text = line(file, reader);
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
      // Java would read 5d and 0x1p3 as well.
      if (!cell.chars().allMatch(letter -> NUMERALS.indexOf(letter) >= 0)) {
        throw new NumberFormatException(cell);
      }
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
