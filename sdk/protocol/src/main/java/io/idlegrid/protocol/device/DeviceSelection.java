package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobFile;
import io.idlegrid.protocol.job.JobReceipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which devices suit a need best now.
 *
 * @param devices devices looked at
 * @param able how many could take it now
 * @param picks the best of those that could, the best first
 * @param vetoes reasons of the others, the most frequent first; a device counts once
 * @param refusals the others and all their reasons; at most {@value #MOST_REFUSALS} of them
 */
public record DeviceSelection(
    int devices,
    int able,
    List<Pick> picks,
    List<JobExplanation.VetoCount> vetoes,
    List<JobReceipt.DeviceRefusal> refusals) {

  public static final int MOST_REFUSALS = 1_000;

  /**
   * What is needed, in the words of a job file.
   *
   * @param resources what one unit needs; its {@code runtime} is for how long
   * @param where a CEL condition over {@code device}
   * @param count how many devices; all that are able when absent
   * @param image name of an image of yours that is to run there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Need(
      JobFile.Resources resources,
      @Nullable String where,
      @Nullable Integer count,
      @Nullable String image) {}

  /**
   * A device that is recommended, and why.
   *
   * @param wantedPercent CPU that must stay free, everything it runs for the grid included
   * @param spanSeconds for how long
   * @param idleProbability probability that it does
   * @param windowSeconds longest span for which it does at the owner's risk
   * @param peakPercent peak host load over the span, not exceeded but at the owner's risk
   * @param risk what the owner accepts
   * @param memoryBytes memory that it could give now
   * @param diskBytes disk that it could give now
   * @param attempts attempts that it holds
   * @param basis what the forecast rests on
   */
  public record Pick(
      String device,
      String name,
      double wantedPercent,
      double spanSeconds,
      double idleProbability,
      double windowSeconds,
      double peakPercent,
      double risk,
      long memoryBytes,
      long diskBytes,
      int attempts,
      String basis) {}
}
