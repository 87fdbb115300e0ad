package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.split.UnitInput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends to devices. A message to a device without a connection is dropped; leases cover the loss.
 */
public interface DeviceLinks {

  /** Sends orders over a connection, if it still is the device's current one. */
  void send(DeviceId device, long connection, Orders orders);

  /** Answers a hello. */
  void welcome(DeviceId device, long connection, Welcome welcome);

  /**
   * Orders for one device.
   *
   * @param answers sequence of the report that this answers
   * @param acknowledged attempts whose outcome is durable or refused for good
   * @param images every image that the device is to have before it needs it; empty when unchanged
   * @param recalled attempts to give back with what they have done so far
   * @param programs jobs whose common part the device needs for these grants
   */
  record Orders(
      Optional<Long> answers,
      List<AttemptId> acknowledged,
      List<Job> programs,
      List<Granted> granted,
      List<Revoked> revoked,
      List<Revoked> recalled,
      Optional<List<AttemptId>> follow,
      Optional<Duty> duty,
      Optional<News> news,
      Optional<List<ImageWish>> images) {

    public Orders {
      acknowledged = List.copyOf(acknowledged);
      programs = List.copyOf(programs);
      granted = List.copyOf(granted);
      revoked = List.copyOf(revoked);
      recalled = List.copyOf(recalled);
    }
  }

  /**
   * A grant.
   *
   * @param behind running time of the unit that lies behind the checkpoint
   * @param isMerge whether the unit is the job's merge program
   * @param lanes most attempts of the job to run side by side on the device
   */
  record Granted(
      AttemptId attempt,
      Duration lease,
      String seal,
      UnitInput input,
      Optional<String> checkpoint,
      Duration behind,
      boolean isMerge,
      int lanes) {}

  /**
   * What the device's owner may want to know.
   *
   * @param idleProbability that what a unit wants stays free for the span
   * @param basis what the forecast rests on, in words
   */
  record News(Standing standing, Duration span, double idleProbability, String basis) {}

  /** An image that an account wants a device to have, by the digest of its index. */
  record ImageWish(String digest, String account) {}

  /** A withdrawn or recalled attempt and why, in words. */
  record Revoked(AttemptId attempt, String reason) {}

  /** What a device may go on with. */
  record Welcome(Duration lease, List<AttemptId> adopted, List<AttemptId> refused, Duty duty) {
    public Welcome {
      adopted = List.copyOf(adopted);
      refused = List.copyOf(refused);
    }
  }
}
