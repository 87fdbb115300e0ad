package io.idlegrid.coordinator.edge.rest.result;

import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.piece.PieceIndexReader;
import io.idlegrid.protocol.piece.PieceIndexWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Some units of a job, and their rows of an index as an index of its own: what is made of an index
 * can be made of it too, with ranges and a known size.
 */
public record ChosenUnits(SortedSet<Long> units) {

  private static final int MOST_UNITS = 1_000;
  private static final int MOST_ROWS = 50_000;

  /** Reads {@code 0,4,17}. */
  public static ChosenUnits parse(String text) {
    SortedSet<Long> units = new TreeSet<>();
    for (String part : text.split(",", MOST_UNITS + 2)) {
      units.add(number(part.strip(), text));
    }
    if (units.size() > MOST_UNITS) {
      throw refused("more than %,d units are chosen".formatted(MOST_UNITS));
    }
    return new ChosenUnits(units);
  }

  private static long number(String part, String text) {
    if (!part.matches("[0-9]{1,18}")) {
      throw refused(
          "'%s' does not list units"
              .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text));
    }
    return Long.parseLong(part);
  }

  private static RefusedException refused(String detail) {
    return RefusedException.invalid(
            "query.units", "?units", detail, "list them like 0,4,17, or leave it out for all")
        .with("most", MOST_UNITS);
  }

  /** The rows of these units. */
  public PieceIndexReader of(PieceIndexReader all) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PieceIndexWriter chosen = new PieceIndexWriter(bytes);
    all.walk(
        all.lastAtMost(units.first() - 1, row -> row.piece().unit()),
        row -> {
          if (units.contains(row.piece().unit())) {
            requireRoom(chosen.rows());
            chosen.add(row.piece());
          }
          return row.piece().unit() <= units.last();
        });
    chosen.finish();
    byte[] index = bytes.toByteArray();
    return new PieceIndexReader(
        offset -> new ByteArrayInputStream(index, (int) offset, index.length - (int) offset),
        index.length);
  }

  private static void requireRoom(long rows) {
    if (rows >= MOST_ROWS) {
      throw refused("the chosen units have more than %,d files".formatted(MOST_ROWS));
    }
  }
}
