package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer to a submission.
 *
 * @param id the job's id
 * @param units how many units it has
 * @param replay whether the same submission was accepted before, under the same idempotency key
 * @param devices what became of the devices that the job names; absent when it names none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobReceipt(String id, long units, boolean replay, @Nullable NamedDevices devices) {

  /**
   * The devices that a job names.
   *
   * @param taken how many can run it
   * @param refused how many cannot
   * @param refusals which cannot, and why
   */
  public record NamedDevices(int taken, int refused, List<DeviceRefusal> refusals) {}

  /** A device that cannot run a job, and the reasons. */
  public record DeviceRefusal(String device, String name, List<Veto> vetoes) {}

  /**
   * A named reason.
   *
   * @param reason stable name, such as {@code FORECAST}
   * @param detail with values, for people
   */
  public record Veto(String reason, String detail) {}
}
