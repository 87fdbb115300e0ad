package io.idlegrid.coordinator.edge.memory;

import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitBatch;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Rows in memory. */
public final class InMemoryGridStore implements GridStore {

  private final Map<String, ConcurrentSkipListMap<String, Object>> tables =
      new ConcurrentHashMap<>();

  @Override
  public <T> Optional<T> get(Table<T> table, String key) {
    return Optional.ofNullable(read(table, key));
  }

  @Override
  public <T> Map<String, T> getAll(Table<T> table, Collection<String> keys) {
    Map<String, T> found = new LinkedHashMap<>();
    for (String key : keys) {
      T value = read(table, key);
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  @Override
  public <T> List<T> list(Table<T> table, String after, int limit) {
    if (!table.isListed()) {
      throw new IllegalArgumentException("table " + table.name() + " has no order");
    }
    return rows(table).tailMap(after, false).values().stream()
        .limit(limit)
        .map(table.type()::cast)
        .toList();
  }

  @Override
  public List<Optional<String>> commit(List<Commit> commits) {
    synchronized (tables) {
      CommitBatch batch =
          CommitBatch.play(
              commits,
              new CommitBatch.Rows() {
                @Override
                public <T> @Nullable T read(Table<T> table, String key) {
                  return InMemoryGridStore.this.read(table, key);
                }
              });
      batch
          .writes()
          .forEach(
              (row, value) -> {
                if (value.isPresent()) {
                  rows(row.table()).put(row.key(), value.get());
                } else {
                  rows(row.table()).remove(row.key());
                }
              });
      return batch.broken();
    }
  }

  @Override
  public void close() {}

  private <T> @Nullable T read(Table<T> table, String key) {
    return table.type().cast(rows(table).get(key));
  }

  private ConcurrentSkipListMap<String, Object> rows(Table<?> table) {
    return tables.computeIfAbsent(table.name(), any -> new ConcurrentSkipListMap<>());
  }
}
