package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Failed units that shall be tried again.
 *
 * @param units which; absent for all that failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UnitRetry(@Nullable List<Long> units) {

  /**
   * What came of it.
   *
   * @param retried how many units are tried again
   * @param job the job, which runs again if it had failed
   */
  public record Answer(long retried, JobView job) {}
}
