package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What an account may use at most; an absent part is without limit.
 *
 * @param runningUnits units under way at the same time
 * @param storageBytes bytes uploaded and kept, and results of jobs
 * @param submissionsPerHour jobs within an hour
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuotaView(
    @Nullable Long runningUnits, @Nullable Long storageBytes, @Nullable Long submissionsPerHour) {

  /** What an account may use, and what it uses now. */
  public record Use(
      String account, QuotaView quota, long runningUnits, long storageBytes, long submissions) {}
}
