package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.live.Activity;
import io.idlegrid.coordinator.edge.live.GridPulse.Beat;
import io.idlegrid.coordinator.edge.live.GridPulse.Happening;
import io.idlegrid.coordinator.flow.Overview;
import io.idlegrid.coordinator.flow.SeatState;
import io.idlegrid.protocol.device.SystemView;
import io.idlegrid.protocol.live.OverviewView;
import io.idlegrid.protocol.live.OverviewView.Changed;
import java.util.List;
import java.util.Locale;

/** The live stream's records, with what the watcher may see and nothing else. */
public final class LiveViews {

  private static final int MOST_IDS = 500;
  private static final int MOST_RECENT = 20;

  private LiveViews() {}

  /** The grid at a glance. */
  public static OverviewView overview(Beat beat, Caller.User watcher) {
    Overview overview = beat.overview();
    return new OverviewView(
        beat.at(),
        devices(overview),
        overview.activeJobs(),
        new OverviewView.Units(
            overview.waiting(), overview.running(), overview.done(), overview.failed()),
        new OverviewView.Harvest(overview.creditSeconds(), overview.validated()),
        PromiseViews.view(overview.promises()),
        overview.broken(),
        new OverviewView.HarmToday(overview.tellingHarm(), HarmViews.sum(overview.harmToday())),
        activity(beat.activity()),
        beat.recent().stream()
            .filter(happening -> maySee(watcher, happening))
            .limit(MOST_RECENT)
            .map(LiveViews::happening)
            .toList());
  }

  private static OverviewView.Activity activity(Activity.Lately lately) {
    return new OverviewView.Activity(
        lately.since(),
        lately.receivedBytes(),
        lately.sentBytes(),
        lately.calls(),
        lately.receivedPerSecond(),
        lately.sentPerSecond(),
        lately.callsPerSecond(),
        lately.people().visits(),
        lately.people().newAccounts());
  }

  /** Devices by state. */
  public static SystemView.Devices devices(Overview overview) {
    return new SystemView.Devices(
        overview.allDevices(),
        overview.devices(SeatState.LENDING),
        overview.devices(SeatState.IDLE),
        overview.devices(SeatState.SUSPENDED),
        overview.devices(SeatState.PAUSED)
            + overview.devices(SeatState.DRAINING)
            + overview.devices(SeatState.PENDING),
        overview.devices(SeatState.OFFLINE));
  }

  /** Whether two looks differ in nothing but the time. */
  public static boolean saysTheSame(OverviewView one, OverviewView other) {
    return new OverviewView(
            other.at(),
            one.devices(),
            one.activeJobs(),
            one.units(),
            one.harvest(),
            one.promise(),
            one.brokenPromises(),
            one.harmToday(),
            one.activity(),
            one.recent())
        .equals(other);
  }

  /** Devices that changed. */
  public static Changed devices(Beat beat, Caller.User watcher) {
    return watcher.account().may(Right.SEE_DEVICES)
        ? changed(beat.devices().stream().map(DeviceId::value).toList())
        : changed(List.of());
  }

  /** Jobs that changed. */
  public static Changed jobs(Beat beat, Caller.User watcher) {
    return changed(
        beat.jobs().stream()
            .filter(job -> watcher.mayTouch(job.account(), Right.SEE_ALL_JOBS))
            .map(job -> job.id().value())
            .toList());
  }

  private static Changed changed(List<String> ids) {
    return new Changed(ids.subList(0, Math.min(MOST_IDS, ids.size())), ids.size() > MOST_IDS);
  }

  private static boolean maySee(Caller.User watcher, Happening happening) {
    return happening
        .account()
        .map(account -> watcher.mayTouch(account, Right.SEE_ALL_JOBS))
        .orElseGet(() -> watcher.account().may(Right.SEE_DEVICES));
  }

  private static OverviewView.Happening happening(Happening happening) {
    return new OverviewView.Happening(
        happening.at(),
        happening.kind().name().toLowerCase(Locale.ROOT),
        happening.id(),
        happening.name(),
        happening.state());
  }
}
