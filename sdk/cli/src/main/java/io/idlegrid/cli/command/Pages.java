package io.idlegrid.cli.command;

import io.idlegrid.client.GridApi;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads listings that come in pages. */
public final class Pages {

  private final GridApi api;

  public Pages(GridApi api) {
    this.api = api;
  }

  /** Reads a whole listing. */
  public <P, T> List<T> all(
      String path, Class<P> page, Function<P, List<T>> items, Function<P, @Nullable String> next) {
    return some(path, page, items, next, Integer.MAX_VALUE);
  }

  /** Reads a listing up to so many items. */
  public <P, T> List<T> some(
      String path,
      Class<P> page,
      Function<P, List<T>> items,
      Function<P, @Nullable String> next,
      int most) {
    List<T> all = new ArrayList<>();
    String cursor = null;
    do {
      P read = api.get(withPage(path, cursor, Math.min(1_000, most - all.size())), page);
      all.addAll(items.apply(read));
      cursor = next.apply(read);
    } while (cursor != null && all.size() < most);
    return all.size() > most ? List.copyOf(all.subList(0, most)) : all;
  }

  private static String withPage(String path, @Nullable String cursor, int limit) {
    return path
        + (path.contains("?") ? "&" : "?")
        + "limit="
        + limit
        + (cursor == null ? "" : "&cursor=" + GridApi.segment(cursor));
  }
}
