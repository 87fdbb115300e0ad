package io.idlegrid.coordinator.flow.port;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Walks through a listed table in the order of its keys. A page is read when it is come to: rows
 * that were written behind it meanwhile are met, those before it are not.
 */
final class Pages<T> implements Iterator<List<T>> {

  private static final int SIZE = 500;

  private final GridStore store;
  private final Table<T> table;
  private String after;
  private List<T> page = List.of();

  Pages(GridStore store, Table<T> table, String after) {
    this.store = store;
    this.table = table;
    this.after = after;
  }

  @Override
  public boolean hasNext() {
    if (page.isEmpty()) {
      page = store.list(table, after, SIZE);
    }
    return !page.isEmpty();
  }

  @Override
  public List<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no more rows of table " + table.name());
    }
    List<T> read = page;
    page = List.of();
    after = table.keyOf(read.get(read.size() - 1));
    return read;
  }

  /** The rows of the pages, one by one. */
  Iterator<T> rows() {
    return new Iterator<>() {

      private Iterator<T> rest = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!rest.hasNext() && Pages.this.hasNext()) {
          rest = Pages.this.next().iterator();
        }
        return rest.hasNext();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException("there are no more rows of table " + table.name());
        }
        return rest.next();
      }
    };
  }
}
