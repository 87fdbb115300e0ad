package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Learns the running times of a job anew after a restart, from the newest of its outputs: they are
 * durable, and a file of times beside them could only tell less. One job's reading.
 */
final class RecallRunTimes {

  /** As many as the newest that running times are judged by. */
  private static final int ATTEMPTS = 64;

  /** An output may have come alone; more parts are not looked through for it. */
  private static final int MOST_PARTS = 64;

  private final Deque<String> parts = new ArrayDeque<>();

  /** Notes where a chunk's outputs are; chunks in order. */
  void note(Chunk chunk) {
    for (int part = Math.max(0, chunk.parts() - MOST_PARTS); part < chunk.parts(); part++) {
      parts.addLast(Table.resultKey(chunk.job(), chunk.number(), part));
      if (parts.size() > MOST_PARTS) {
        parts.removeFirst();
      }
    }
  }

  void recall(ActiveJob job, GridStore store, ForecastSource forecasts) {
    long merge = job.job().spec().hasMergeProgram() ? job.job().spec().mergeUnit() : -1;
    List<ResultPart.Row> rows = new ArrayList<>();
    while (!parts.isEmpty() && rows.size() < ATTEMPTS) {
      Optional<ResultPart> part = store.get(Table.RESULT, parts.removeLast());
      part.stream()
          .flatMap(found -> found.rows().stream())
          .filter(row -> row.unit() != merge)
          .forEach(rows::add);
    }
    rows.sort(Comparator.comparing(ResultPart.Row::at));
    rows.subList(Math.max(0, rows.size() - ATTEMPTS), rows.size())
        .forEach(row -> forecasts.recall(job.id(), row.device(), row.active()));
  }
}
