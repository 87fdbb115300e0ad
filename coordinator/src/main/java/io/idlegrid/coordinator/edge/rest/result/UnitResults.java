package io.idlegrid.coordinator.edge.rest.result;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds canonical outputs by unit, chunk by chunk. */
public final class UnitResults {

  private final GridStore store;

  public UnitResults(GridStore store) {
    this.store = store;
  }

  /** The output of a unit, if it is done. */
  public Optional<Row> of(UnitId unit) {
    return Optional.ofNullable(of(unit.job(), List.of(unit.index())).get(unit.index()));
  }

  /** Outputs of those of some units that are done, by unit. */
  public Map<Long, Row> of(JobId job, Collection<Long> units) {
    Map<Long, Set<Long>> byChunk =
        units.stream()
            .collect(Collectors.groupingBy(unit -> unit / Chunk.SIZE, Collectors.toSet()));
    Map<Long, Row> found = new HashMap<>();
    byChunk.forEach(
        (number, wanted) ->
            store
                .get(Table.CHUNK, Table.chunkKey(job, number))
                .ifPresent(chunk -> addDone(chunk, wanted, found)));
    return found;
  }

  private void addDone(Chunk chunk, Set<Long> wanted, Map<Long, Row> found) {
    BitSet done = chunk.done();
    Predicate<Long> isDone = unit -> done.get((int) (unit % Chunk.SIZE));
    if (wanted.stream().anyMatch(isDone)) {
      rows(chunk).stream()
          .filter(row -> wanted.contains(row.unit()) && isDone.test(row.unit()))
          .forEach(row -> found.putIfAbsent(row.unit(), row));
    }
  }

  /** Outputs of a job's units after one, in unit order. */
  public List<Row> after(JobId job, long unit, int limit) {
    long chunks = store.get(Table.STATUS, Table.key(job)).map(JobStatus::chunksTaken).orElse(0L);
    List<Row> found = new ArrayList<>();
    for (long number = (unit + 1) / Chunk.SIZE; number < chunks && found.size() < limit; number++) {
      store.get(Table.CHUNK, Table.chunkKey(job, number)).map(this::rows).orElse(List.of()).stream()
          .filter(row -> row.unit() > unit)
          .sorted(Comparator.comparingLong(Row::unit))
          .limit(limit - found.size())
          .forEach(found::add);
    }
    return found;
  }

  private List<Row> rows(Chunk chunk) {
    List<String> keys = new ArrayList<>();
    for (int part = 0; part < chunk.parts(); part++) {
      keys.add(Table.resultKey(chunk.job(), chunk.number(), part));
    }
    return store.getAll(Table.RESULT, keys).values().stream()
        .map(ResultPart::rows)
        .flatMap(List::stream)
        .toList();
  }
}
