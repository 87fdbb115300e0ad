package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.domain.unit.UnitCounts.Kind;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.result.UnitResults;
import io.idlegrid.coordinator.edge.rest.view.JobViews;
import io.idlegrid.coordinator.flow.FindUnits;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.OpenChunk;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.job.UnitView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Units of jobs as they are listed: in order, or those that are somewhere. */
final class UnitLists {

  private final GridLoop loop;
  private final GridStore store;
  private final UnitResults results;
  private final FindUnits finder;

  UnitLists(GridLoop loop, GridStore store, UnitResults results) {
    this.loop = loop;
    this.store = store;
    this.results = results;
    this.finder = new FindUnits(store);
  }

  /**
   * A page of a job's units.
   *
   * @param state only units in it
   * @param from first unit
   * @param mayRead whether the watcher may read outputs
   */
  UnitView.Page page(
      JobProgress progress, Optional<String> state, long from, int limit, boolean mayRead) {
    Job job = progress.job();
    // The merge program is a unit as well, behind those of the data.
    long all = progress.units() + job.spec().allUnits() - job.spec().plan().units();
    FindUnits.Found found =
        state.isPresent()
            ? find(progress, state.get(), all, from, limit)
            : inOrder(from, all, limit);
    // Some moved on since they were found.
    List<UnitView> shown =
        views(job, found.units(), mayRead).stream()
            .filter(view -> state.map(view.state()::equals).orElse(true))
            .toList();
    String next = found.next().isPresent() ? String.valueOf(found.next().getAsLong() - 1) : null;
    return new UnitView.Page(shown, next);
  }

  /** One unit. */
  UnitView one(Job job, long unit, boolean mayRead) {
    return views(job, List.of(unit), mayRead).get(0);
  }

  private static FindUnits.Found inOrder(long from, long all, int limit) {
    long end = Math.min(all, from + limit);
    return new FindUnits.Found(
        LongStream.range(from, end).boxed().toList(),
        end < all ? OptionalLong.of(end) : OptionalLong.empty());
  }

  private FindUnits.Found find(JobProgress progress, String state, long all, long from, int limit) {
    Optional<Kind> kind =
        switch (state) {
          case "done" -> Optional.of(Kind.DONE);
          case "failed" -> Optional.of(Kind.FAILED);
          case "running" -> Optional.of(Kind.RUNNING);
          case "ready", "resting" -> Optional.of(Kind.READY);
          default -> Optional.empty();
        };
    if (kind.isEmpty()) {
      return new FindUnits.Found(List.of(), OptionalLong.empty());
    }
    Map<Long, OpenChunk> open =
        loop.ask((grid, now) -> grid.openChunks(progress.job().id())).join();
    return finder.find(progress, open, all, kind.get(), from, limit);
  }

  /** Units in the order in which they are asked for; their chunks are read once. */
  private List<UnitView> views(Job job, List<Long> units, boolean mayRead) {
    Map<Long, Row> rows = results.of(job.id(), units);
    Map<Long, String> states = loop.ask((grid, now) -> states(grid, job.id(), units, now)).join();
    return units.stream()
        .map(
            index -> {
              Optional<Row> row = Optional.ofNullable(rows.get(index));
              String state =
                  row.isPresent()
                      ? "done"
                      : Optional.ofNullable(states.get(index))
                          .orElseGet(() -> overState(new UnitId(job.id(), index)));
              return JobViews.unit(index, state, row, mayRead);
            })
        .toList();
  }

  private static Map<Long, String> states(Grid grid, JobId job, List<Long> units, Instant now) {
    Map<Long, String> states = new HashMap<>();
    for (long unit : units) {
      grid.unitState(new UnitId(job, unit), now).ifPresent(state -> states.put(unit, state));
    }
    return states;
  }

  private String overState(UnitId unit) {
    return store
        .get(Table.UNIT, Table.key(unit))
        .map(record -> record.verdict().name().toLowerCase(Locale.ROOT))
        .map(verdict -> verdict.equals("open") ? "ready" : verdict)
        .orElse("not reached");
  }
}
