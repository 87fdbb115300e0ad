package io.idlegrid.coordinator.domain.unit;

import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome.LogTail;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Canonical outputs that were committed together, all of one chunk. Appended, never changed.
 *
 * @param part number within the chunk, from 0
 */
public record ResultPart(JobId job, long chunk, int part, List<Row> rows) {

  public ResultPart {
    rows = List.copyOf(rows);
  }

  /**
   * The canonical output of one unit.
   *
   * @param unit index within the job
   * @param device that computed it
   */
  public record Row(
      long unit,
      DeviceId device,
      LeaseNumber lease,
      List<Output> outputs,
      Optional<LogTail> log,
      Duration active,
      Duration cpu,
      Instant at) {

    public Row {
      outputs = List.copyOf(outputs);
    }

    /** Bytes of its files. */
    public long outputBytes() {
      return outputs.stream().mapToLong(Output::size).sum();
    }
  }
}
