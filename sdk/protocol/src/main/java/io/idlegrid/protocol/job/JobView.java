package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is shown.
 *
 * @param account the submitter
 * @param state {@code RUNNING}, {@code MERGING}, {@code ASSEMBLING}, {@code SUCCEEDED}, {@code
 *     FAILED} or {@code CANCELLED}
 * @param reason why it failed or was cancelled; empty otherwise
 * @param units counts of its units
 * @param file the job file as the coordinator understood it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
    String id,
    String name,
    String type,
    String account,
    Map<String, String> labels,
    String state,
    String reason,
    Instant submittedAt,
    @Nullable Instant finishedAt,
    UnitCounts units,
    @Nullable JobFile file) {

  /** Whether nothing more will happen. */
  public boolean isOver() {
    return state.equals("SUCCEEDED") || state.equals("FAILED") || state.equals("CANCELLED");
  }

  /**
   * How far a job's units are.
   *
   * @param waiting nobody works on them
   * @param running at least one attempt is under way
   */
  public record UnitCounts(long total, long done, long failed, long running, long waiting) {}

  /** A page of jobs, newest first; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<JobView> items, @Nullable String next) {}
}
