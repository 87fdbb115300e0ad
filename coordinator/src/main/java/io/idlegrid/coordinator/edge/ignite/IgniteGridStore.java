package io.idlegrid.coordinator.edge.ignite;

import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitBatch;
import io.idlegrid.coordinator.flow.port.CommitBatch.Row;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.lang.IgniteClosure;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import org.jspecify.annotations.Nullable;

/**
 * Rows in Ignite caches, one per table, as bytes. Keys of listed tables are also kept in memory, in
 * order, because Ignite's caches have none.
 */
public final class IgniteGridStore implements GridStore {

  private final Ignite ignite;
  private final RowCodec codec = new RowCodec();
  private final Map<String, IgniteCache<String, byte[]>> caches = new ConcurrentHashMap<>();
  private final Map<String, ConcurrentSkipListSet<String>> order = new ConcurrentHashMap<>();

  /** Opens the tables in a started, active Ignite; closing the store stops it. */
  public IgniteGridStore(Ignite ignite) {
    this.ignite = ignite;
    for (Table<?> table : Table.all()) {
      CacheConfiguration<String, byte[]> configuration = new CacheConfiguration<>(table.name());
      configuration.setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL);
      caches.put(table.name(), ignite.getOrCreateCache(configuration));
      if (table.isListed()) {
        order.put(table.name(), keys(cache(table)));
      }
    }
  }

  @Override
  public <T> Optional<T> get(Table<T> table, String key) {
    return Optional.ofNullable(cache(table).get(key)).map(row -> codec.decode(row, table.type()));
  }

  @Override
  public <T> Map<String, T> getAll(Table<T> table, Collection<String> keys) {
    Map<String, byte[]> rows = cache(table).getAll(new HashSet<>(keys));
    Map<String, T> found = new LinkedHashMap<>();
    for (String key : keys) {
      byte[] row = rows.get(key);
      if (row != null) {
        found.put(key, codec.decode(row, table.type()));
      }
    }
    return found;
  }

  @Override
  public <T> List<T> list(Table<T> table, String after, int limit) {
    ConcurrentSkipListSet<String> keys = order.get(table.name());
    if (keys == null) {
      throw new IllegalArgumentException("table " + table.name() + " has no order");
    }
    List<String> page = keys.tailSet(after, false).stream().limit(limit).toList();
    return List.copyOf(getAll(table, page).values());
  }

  @Override
  public List<Optional<String>> commit(List<Commit> commits) {
    try (Transaction transaction =
        ignite
            .transactions()
            .txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ)) {
      CommitBatch batch = CommitBatch.play(commits, lockedRows(commits));
      write(batch.writes());
      transaction.commit();
      remember(batch.writes());
      return batch.broken();
    }
  }

  @Override
  public void close() {
    ignite.close();
  }

  /** Reads and locks the checked rows, table by table and in key order, as one batch each. */
  private CommitBatch.Rows lockedRows(List<Commit> commits) {
    Map<String, Set<String>> checked = new TreeMap<>();
    commits.stream()
        .flatMap(commit -> commit.checks().stream())
        .forEach(
            check ->
                checked
                    .computeIfAbsent(check.table().name(), any -> new TreeSet<>())
                    .add(check.key()));
    Map<String, Map<String, byte[]>> rows = new LinkedHashMap<>();
    checked.forEach((table, keys) -> rows.put(table, cache(table).getAll(keys)));
    return new CommitBatch.Rows() {
      @Override
      public <T> @Nullable T read(Table<T> table, String key) {
        byte[] row = rows.getOrDefault(table.name(), Map.of()).get(key);
        return row == null ? null : codec.decode(row, table.type());
      }
    };
  }

  private void write(Map<Row, Optional<Object>> writes) {
    Map<String, TreeMap<String, byte[]>> puts = new TreeMap<>();
    Map<String, TreeSet<String>> removals = new TreeMap<>();
    writes.forEach(
        (row, value) -> {
          if (value.isPresent()) {
            puts.computeIfAbsent(row.table().name(), any -> new TreeMap<>())
                .put(row.key(), codec.encode(value.get()));
          } else {
            removals.computeIfAbsent(row.table().name(), any -> new TreeSet<>()).add(row.key());
          }
        });
    puts.forEach((table, rows) -> cache(table).putAll(rows));
    removals.forEach((table, keys) -> cache(table).removeAll(keys));
  }

  private void remember(Map<Row, Optional<Object>> writes) {
    writes.forEach(
        (row, value) -> {
          ConcurrentSkipListSet<String> keys = order.get(row.table().name());
          if (keys != null && value.isPresent()) {
            keys.add(row.key());
          } else if (keys != null) {
            keys.remove(row.key());
          }
        });
  }

  private IgniteCache<String, byte[]> cache(Table<?> table) {
    return cache(table.name());
  }

  private IgniteCache<String, byte[]> cache(String table) {
    return Objects.requireNonNull(caches.get(table));
  }

  private static ConcurrentSkipListSet<String> keys(IgniteCache<String, byte[]> cache) {
    ConcurrentSkipListSet<String> keys = new ConcurrentSkipListSet<>();
    try (var cursor = cache.query(new ScanQuery<String, byte[]>(), new KeyOnly())) {
      cursor.forEach(keys::add);
    }
    return keys;
  }

  /** A class of its own because Ignite cannot be given lambdas that outlive a restart. */
  private static final class KeyOnly implements IgniteClosure<Cache.Entry<String, byte[]>, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String apply(Cache.Entry<String, byte[]> entry) {
      return entry.getKey();
    }
  }
}
