package io.idlegrid.coordinator.edge.input;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.split.Slice;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.domain.split.UnitInput;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.UnitInputs;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Derives inputs from split plans. Units are mostly granted in order, so a few hundred rows of an
 * index are read at a time and kept.
 */
public final class PlanInputs implements UnitInputs {

  private static final int ROWS_AT_ONCE = 512;

  private final BlobStore blobs;
  private final Map<JobId, Window> windows = new HashMap<>();

  private record Window(long first, List<Slice> slices) {

    boolean covers(long from, long to) {
      return from >= first && to <= first + slices.size();
    }
  }

  public PlanInputs(BlobStore blobs) {
    this.blobs = blobs;
  }

  @Override
  public UnitInput of(Job job, long unit) {
    SplitPlan plan = job.spec().plan();
    if (plan instanceof SplitPlan.Range range) {
      return new UnitInput.Value(range.value(unit));
    }
    if (plan instanceof SplitPlan.Sweep sweep) {
      return new UnitInput.Parameters(sweep.combination(unit));
    }
    SplitPlan.Indexed indexed = (SplitPlan.Indexed) plan;
    return new UnitInput.Slices(
        slices(job.id(), indexed, indexed.firstRow(unit), indexed.endRow(unit)), indexed.folder());
  }

  @Override
  public void forget(JobId job) {
    windows.remove(job);
  }

  private List<Slice> slices(JobId job, SplitPlan.Indexed plan, long from, long to) {
    Window window = windows.get(job);
    if (window == null || !window.covers(from, to)) {
      window = read(plan, from, Math.max(to, from + ROWS_AT_ONCE));
      windows.put(job, window);
    }
    return window.slices().subList((int) (from - window.first()), (int) (to - window.first()));
  }

  private Window read(SplitPlan.Indexed plan, long from, long to) {
    try {
      long size = blobs.size(plan.index()).orElseThrow(() -> missing(plan));
      PieceIndexReader index =
          new PieceIndexReader(offset -> blobs.open(plan.index(), offset, size - offset), size);
      List<Slice> slices = new ArrayList<>();
      index.walk(
          from,
          row -> {
            slices.add(slice(row.piece()));
            return slices.size() < to - from;
          });
      return new Window(from, slices);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the index of a job's inputs", e);
    }
  }

  private static Slice slice(Piece piece) {
    return new Slice(piece.name(), piece.blob(), piece.offset(), piece.length(), piece.sha256());
  }

  private static UncheckedIOException missing(SplitPlan.Indexed plan) {
    return new UncheckedIOException(
        new IOException("the index " + plan.index() + " of a job's inputs is missing"));
  }
}
