package io.idlegrid.coordinator.flow.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes that become durable together, or not at all when one of the checks fails. Checks see the
 * rows as they are at the commit, in the same transaction.
 */
public record Commit(List<Check<?>> checks, List<Write<?>> writes) {

  public Commit {
    checks = List.copyOf(checks);
    writes = List.copyOf(writes);
  }

  /**
   * A condition on a row.
   *
   * @param claim what is expected, in words, for the error
   */
  public record Check<T>(Table<T> table, String key, String claim, Predicate<Optional<T>> holds) {}

  /**
   * A new value of a row.
   *
   * @param value {@code null} removes the row
   */
  public record Write<T>(Table<T> table, String key, @Nullable T value) {}

  public static Builder builder() {
    return new Builder();
  }

  /** Collects checks and writes; a later write to a row replaces an earlier one. */
  public static final class Builder {

    private final List<Check<?>> checks = new ArrayList<>();
    private final List<Write<?>> writes = new ArrayList<>();

    public <T> Builder check(
        Table<T> table, String key, String claim, Predicate<Optional<T>> holds) {
      checks.add(new Check<>(table, key, claim, holds));
      return this;
    }

    public <T> Builder absent(Table<T> table, String key) {
      return check(table, key, table.name() + " " + key + " is new", Optional::isEmpty);
    }

    public <T> Builder put(Table<T> table, String key, T value) {
      writes.add(new Write<>(table, key, value));
      return this;
    }

    public <T> Builder remove(Table<T> table, String key) {
      writes.add(new Write<>(table, key, null));
      return this;
    }

    public boolean isEmpty() {
      return writes.isEmpty();
    }

    public Commit build() {
      return new Commit(checks, writes);
    }
  }
}
