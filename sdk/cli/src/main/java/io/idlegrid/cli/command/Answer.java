package io.idlegrid.cli.command;

import io.idlegrid.cli.render.Paint;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Something to write to standard output, in whatever format is wanted.
 *
 * @param document what JSON and YAML show
 * @param ids what {@code --quiet} shows, one a line
 * @param text what people see
 */
public record Answer(Object document, List<String> ids, Function<Paint, String> text) {

  public Answer {
    ids = List.copyOf(ids);
  }

  /** An answer about one thing. */
  public static Answer one(Object document, String id, Function<Paint, String> text) {
    return new Answer(document, List.of(id), text);
  }

  /** An answer about many. */
  public static <T> Answer many(
      Collection<T> items, Function<T, String> id, Function<Paint, String> text) {
    return new Answer(items, items.stream().map(id).toList(), text);
  }
}
