package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a job that is not submitted.
 *
 * @param units how many units it would have
 * @param inputBytes bytes of all inputs together
 * @param devices devices in the grid
 * @param eligible devices that could run it at some time
 * @param ready devices that could start a unit now
 * @param expectedSeconds until it is done, if the devices that are ready stay so; absent when none
 *     is
 * @param finish when it is likely to be done; absent when no device is ready or forecasts do not
 *     reach as far
 * @param refusals every device that could not start a unit now, and why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobPreview(
    long units,
    long inputBytes,
    int devices,
    int eligible,
    int ready,
    @Nullable Long expectedSeconds,
    @Nullable Finish finish,
    List<JobReceipt.DeviceRefusal> refusals) {

  /**
   * When a job may be done: counted from the expected run time of its units and the probabilities
   * with which the devices that are ready stay idle, each by its own forecast.
   *
   * @param seconds from now
   * @param probability that so many devices stay idle for so long, as if they were independent
   * @param devices how many must; each runs one unit after the other
   */
  public record Finish(long seconds, double probability, int devices) {}
}
