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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds canonical outputs by unit, chunk by chunk. */
public final class UnitResults {

  private final GridStore store;

  public UnitResults(GridStore store) {
    this.store = store;
  }

  /** The output of a unit, if it is done. */
  public Optional<Row> of(UnitId unit) {
    return store
        .get(Table.CHUNK, Table.chunkKey(unit.job(), Chunk.numberOf(unit)))
        .filter(chunk -> chunk.done().get((int) (unit.index() % Chunk.SIZE)))
        .flatMap(
            chunk -> rows(chunk).stream().filter(row -> row.unit() == unit.index()).findFirst());
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
