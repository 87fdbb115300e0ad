package io.idlegrid.coordinator.flow.port;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The durable rows. Safe for use by several threads; {@link #commit} by one at a time. */
public interface GridStore extends AutoCloseable {

  /** A row as last committed. */
  <T> Optional<T> get(Table<T> table, String key);

  /** The rows that exist among the given keys. */
  <T> Map<String, T> getAll(Table<T> table, Collection<String> keys);

  /**
   * Rows of a listed table in key order.
   *
   * @param after key to start behind; empty to start at the first
   * @param limit most rows to return
   */
  <T> List<T> list(Table<T> table, String after, int limit);

  /** All rows of a listed table in key order, read a page at a time as they are come to. */
  default <T> Iterable<T> all(Table<T> table) {
    return all(table, "");
  }

  /**
   * The same from a key on.
   *
   * @param after key to start behind
   */
  default <T> Iterable<T> all(Table<T> table, String after) {
    return () -> new Pages<>(this, table, after).rows();
  }

  /** All rows of a listed table for whoever reads what belongs to a page of them at once. */
  default <T> Iterable<List<T>> pages(Table<T> table) {
    return () -> new Pages<>(this, table, "");
  }

  /**
   * Makes commits durable, in order and in one transaction. A commit whose check fails is left out
   * and does not hinder the others.
   *
   * @return for each commit the claim that did not hold; empty when it is durable
   */
  List<Optional<String>> commit(List<Commit> commits);

  @Override
  void close();
}
