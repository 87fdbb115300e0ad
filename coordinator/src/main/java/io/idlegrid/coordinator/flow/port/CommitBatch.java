package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.flow.port.Commit.Check;
import io.idlegrid.coordinator.flow.port.Commit.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plays commits over rows as they are, in order: each sees what those before it wrote. Stores run
 * it inside their transaction and then write {@link #writes}.
 */
public final class CommitBatch {

  private final Rows rows;
  private final Map<Row, Optional<Object>> written = new LinkedHashMap<>();
  private final List<Optional<String>> broken = new ArrayList<>();

  /** Names a row. */
  public record Row(Table<?> table, String key) {}

  /** Reads rows as they are in the store. */
  public interface Rows {

    /** The row's value, or null. */
    <T> @Nullable T read(Table<T> table, String key);
  }

  private CommitBatch(Rows rows) {
    this.rows = rows;
  }

  /** Plays commits without writing anything. */
  public static CommitBatch play(List<Commit> commits, Rows rows) {
    CommitBatch batch = new CommitBatch(rows);
    commits.forEach(batch::play);
    return batch;
  }

  /** The rows to write; an empty value removes the row. */
  public Map<Row, Optional<Object>> writes() {
    return written;
  }

  /** For each commit the claim that did not hold; empty when its writes are in the batch. */
  public List<Optional<String>> broken() {
    return broken;
  }

  private void play(Commit commit) {
    for (Check<?> check : commit.checks()) {
      if (!holds(check)) {
        broken.add(Optional.of(check.claim()));
        return;
      }
    }
    for (Write<?> write : commit.writes()) {
      written.put(new Row(write.table(), write.key()), Optional.ofNullable(write.value()));
    }
    broken.add(Optional.empty());
  }

  private <T> boolean holds(Check<T> check) {
    Optional<Object> overlay = written.get(new Row(check.table(), check.key()));
    Optional<T> value =
        overlay == null
            ? Optional.ofNullable(rows.read(check.table(), check.key()))
            : overlay.map(check.table().type()::cast);
    return check.holds().test(value);
  }
}
