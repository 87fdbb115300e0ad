package io.idlegrid.protocol.live;

import io.idlegrid.protocol.device.HarmView;
import io.idlegrid.protocol.device.PromiseView;
import io.idlegrid.protocol.device.SystemView;
import java.time.Instant;
import java.util.List;

/**
 * The grid at a glance, as event {@value #EVENT} of the live stream. Sent when it changed, at most
 * about once a second.
 *
 * @param devices devices by state
 * @param activeJobs jobs that are not over
 * @param units units of the jobs that are not over
 * @param harvest what devices did for the grid, since its first day
 * @param promise what owners were promised and got, of all devices together
 * @param brokenPromises devices whose promises break more often than chance explains
 * @param harmToday what today cost the owners
 * @param activity what goes through the coordinator
 * @param recent what happened lately and the caller may see, newest first
 */
public record OverviewView(
    Instant at,
    SystemView.Devices devices,
    long activeJobs,
    Units units,
    Harvest harvest,
    PromiseView promise,
    int brokenPromises,
    HarmToday harmToday,
    Activity activity,
    List<Happening> recent) {

  /** Name of the event that carries this record. */
  public static final String EVENT = "overview";

  /** Name of the event that lists devices which changed, as {@link Changed}. */
  public static final String DEVICES_EVENT = "devices";

  /** Name of the event that lists jobs which changed, as {@link Changed}. */
  public static final String JOBS_EVENT = "jobs";

  /**
   * Units by what becomes of them.
   *
   * @param waiting nobody works on them
   * @param running at least one attempt is under way
   */
  public record Units(long waiting, long running, long done, long failed) {}

  /**
   * Idle time that became work.
   *
   * @param cpuSeconds CPU seconds of validated work
   * @param outputs outputs that counted
   */
  public record Harvest(double cpuSeconds, long outputs) {}

  /**
   * What today cost the owners, by each owner's own day.
   *
   * @param devices devices that told of today; those that lent nothing yet have nothing to tell
   */
  public record HarmToday(int devices, HarmView harm) {}

  /**
   * What goes through the coordinator: traffic and calls since a moment, a day ago at most and not
   * before the coordinator's start; visits and accounts of the last 24 hours, whatever restarted.
   *
   * @param since from when on traffic and calls are counted
   * @param receivedBytes over all connections of clients and devices, as they pass the socket
   * @param calls of the API's routes, whatever they were answered
   * @param receivedPerSecond bytes, over the last few seconds
   * @param visits times that somebody was let in
   * @param newAccounts accounts that were made
   */
  public record Activity(
      Instant since,
      long receivedBytes,
      long sentBytes,
      long calls,
      double receivedPerSecond,
      double sentPerSecond,
      double callsPerSecond,
      long visits,
      long newAccounts) {}

  /**
   * A job or device that came into another state.
   *
   * @param kind {@code job} or {@code device}
   * @param id of the job or device
   * @param name of the job or device
   * @param state the new state: a job's, {@code online} or {@code offline}, or {@code
   *     promise-broken} or {@code promise-kept} of a device's promise to its owner
   */
  public record Happening(Instant at, String kind, String id, String name, String state) {}

  /**
   * What changed since the last such event.
   *
   * @param ids of devices or jobs, in order
   * @param more whether so many changed that not all are listed: look at all of them anew
   */
  public record Changed(List<String> ids, boolean more) {}
}
