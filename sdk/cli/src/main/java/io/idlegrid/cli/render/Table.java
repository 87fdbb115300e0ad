package io.idlegrid.cli.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Columns of text, two spaces apart; the last one is never padded. */
public final class Table {

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** How a column is laid out. */
  private record Column(String title, boolean isRight, boolean isState) {}

  private Table(List<Column> columns) {
    this.columns = columns;
  }

  /**
   * An empty table.
   *
   * @param titles one per column; {@code >} in front aligns it right, {@code *} colours its words
   *     as states
   */
  public static Table of(String... titles) {
    return new Table(Arrays.stream(titles).map(Table::column).toList());
  }

  private static Column column(String title) {
    boolean isMarked = title.startsWith(">") || title.startsWith("*");
    return new Column(
        (isMarked ? title.substring(1) : title).toUpperCase(Locale.ROOT),
        title.startsWith(">"),
        title.startsWith("*"));
  }

  /** Adds a row; one cell per column. */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    rows.add(Arrays.stream(cells).map(Table::oneLine).toList());
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines of the table, its titles first. */
  public String text(Paint paint) {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    List<String> titles = columns.stream().map(Column::title).toList();
    text.append(line(titles, widths, paint, true)).append('\n');
    rows.forEach(row -> text.append(line(row, widths, paint, false)).append('\n'));
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int at = i;
      widths[i] =
          Math.max(
              TextWidth.of(columns.get(i).title()),
              rows.stream().mapToInt(row -> TextWidth.of(row.get(at))).max().orElse(0));
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths, Paint paint, boolean isTitle) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      Column column = columns.get(i);
      String gap = " ".repeat(Math.max(0, widths[i] - TextWidth.of(cells.get(i))));
      String cell = cells.get(i);
      if (isTitle) {
        cell = paint.faint(cell);
      } else if (column.isState()) {
        cell = paint.state(cell);
      }
      boolean isLast = i == cells.size() - 1;
      line.append(i == 0 ? "" : GAP).append(column.isRight() ? gap : "").append(cell);
      line.append(column.isRight() || isLast ? "" : gap);
    }
    return line.toString();
  }

  private static String oneLine(String cell) {
    return TextWidth.printable(cell.replaceAll("\\s*\\R\\s*", " "));
  }
}
