package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import io.idlegrid.coordinator.domain.image.ImageState.Reason;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.match.Pick;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.forecast.MemoryForecasts;
import io.idlegrid.coordinator.edge.forecast.PredictorForecasts;
import io.idlegrid.coordinator.flow.SeatView;
import io.idlegrid.coordinator.flow.board.OwnShare;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.ForecastView;
import io.idlegrid.protocol.device.RemovedDeviceView;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.MirrorState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Devices as the records that travel. */
public final class DeviceViews {

  private static final List<Duration> HORIZONS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(60));
  private static final Duration HISTORY = Duration.ofHours(1);
  private static final int POINTS = 30;
  private static final int SHOWN_DIGEST = 12;

  private DeviceViews() {}

  /** A device as lists show it, as far as an account may see it. */
  public static DeviceView line(SeatView seat, Caller.User watcher, Instant now) {
    return view(seat, watcher, now, false);
  }

  /** A device with everything known of it, as far as an account may see it. */
  public static DeviceView view(SeatView seat, Caller.User watcher, Instant now) {
    return view(seat, watcher, now, true);
  }

  private static DeviceView view(SeatView seat, Caller.User watcher, Instant now, boolean isWhole) {
    Device device = seat.device();
    return new DeviceView(
        device.id().value(),
        device.name(),
        device.owner(),
        state(seat),
        reason(seat, now),
        device.duty().name(),
        device.risk(),
        seat.condition().flatMap(latest -> latest.terms().risk()).orElse(null),
        device
            .hours()
            .map(each -> new DeviceView.Hours(each.week(), each.zone().getId()))
            .orElse(null),
        device.pausedUntil().orElse(null),
        PromiseViews.ofDevice(seat.promises(), now),
        device.joinedAt(),
        seat.lastSeen().orElse(null),
        device.facts().map(DeviceViews::facts).orElse(null),
        seat.condition().map(DeviceViews::now).orElse(null),
        standing(seat.standing()),
        seat.attempts().stream()
            .map(held -> AttemptViews.held(held, device, watcher, isWhole))
            .toList(),
        isWhole ? HarmViews.days(seat.harm()) : null,
        isWhole
            ? seat.images().stream()
                .map(
                    held ->
                        image(held, watcher.mayTouch(device.owner(), Right.CONTROL_ALL_DEVICES)))
                .toList()
            : null,
        seat.mirror().map(DeviceViews::mirror).orElse(null));
  }

  private static MirrorState mirror(io.idlegrid.coordinator.domain.image.MirrorState mirror) {
    return new MirrorState(
        mirror.registry(), mirror.stale(), mirror.problem(), mirror.checkedAt().orElse(null));
  }

  /** Whoever knows an image's whole digest may read it: others see the beginning. */
  private static ImageState image(
      io.idlegrid.coordinator.domain.image.ImageState image, boolean isTheirs) {
    String digest = image.digest();
    return new ImageState(
        isTheirs ? digest : digest.substring(0, Math.min(SHOWN_DIGEST, digest.length())),
        image.phase().name().toLowerCase(Locale.ROOT),
        image.detail(),
        image.done(),
        image.total(),
        image.reason() == Reason.NONE ? null : image.reason().name().toLowerCase(Locale.ROOT));
  }

  /** A recommendation and its reasons. */
  public static DeviceSelection.Pick pick(Pick pick) {
    Device device = pick.offer().device();
    Condition.Room room = pick.offer().condition().orElseThrow().room();
    return new DeviceSelection.Pick(
        device.id().value(),
        device.name(),
        pick.wantedPercent(),
        pick.span().toMillis() / 1000.0,
        pick.idleProbability(),
        pick.window().toMillis() / 1000.0,
        pick.peak(),
        device.risk(),
        room.memoryBytes(),
        room.diskBytes(),
        pick.offer().attempts(),
        pick.offer().outlook().basis());
  }

  private static DeviceView.Standing standing(Standing standing) {
    return new DeviceView.Standing(
        standing.creditSeconds(),
        standing.validated(),
        standing.dissented(),
        standing.probation(),
        standing.attempts());
  }

  /** What stays of a device that was removed. */
  public static RemovedDeviceView removed(FormerDevice former) {
    RemovedDevice device = former.device();
    return new RemovedDeviceView(
        device.id().value(),
        device.name(),
        device.owner(),
        device.joinedAt(),
        device.at(),
        device.by(),
        standing(former.standing()));
  }

  /** {@code lending}, {@code idle}, {@code suspended}, {@code paused}, {@code draining}, … */
  public static String state(SeatView seat) {
    return seat.state().name().toLowerCase(Locale.ROOT);
  }

  private static String reason(SeatView seat, Instant now) {
    if (seat.device().isPending()) {
      return "waits for somebody's approval";
    }
    if (seat.device().duty() != Duty.LEND) {
      return "wanted by its operator";
    }
    if (seat.device().isOutsideHours(now)) {
      return "outside the hours that its owner set";
    }
    return seat.condition().map(Condition::reason).orElse("");
  }

  private static Capabilities facts(DeviceFacts facts) {
    return new Capabilities(
        facts.name(),
        facts.arch(),
        facts.os(),
        facts.cores(),
        facts.memoryBytes(),
        facts.lendableMemoryBytes(),
        facts.lendableDiskBytes(),
        facts.lendableCpuPercent(),
        facts.engines().stream()
            .map(
                engine ->
                    new Capabilities.EngineInfo(
                        engine.name(),
                        engine.version(),
                        engine.degraded().orElse(null),
                        engine.images(),
                        engine.groups()))
            .toList(),
        facts.java().orElse(null),
        facts.labels(),
        facts.sensors(),
        facts
            .place()
            .map(place -> new Capabilities.Location(place.latitude(), place.longitude()))
            .orElse(null),
        facts.networkAllowed(),
        facts.warnings(),
        facts.hardware().map(HardwareViews::view).orElse(null),
        facts.imageBytes());
  }

  private static DeviceView.Now now(Condition condition) {
    return new DeviceView.Now(
        condition.at(),
        known(condition.hostPercent()),
        known(condition.ownPercent()),
        condition.memoryAvailableBytes(),
        condition.diskFreeBytes(),
        condition.temperature().orElse(null));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** A device's past load and what is expected of it. */
  public static ForecastView forecast(
      SeatView seat, List<OwnShare.Minute> own, PredictorForecasts forecasts, Instant now) {
    Device device = seat.device();
    DeviceId id = device.id();
    Forecast forecast = forecasts.load().forecast(id, now);
    double risk = Offer.acceptedRisk(device, seat.condition());
    double granted = risk / seat.promises().alarm().caution();
    return new ForecastView(
        id.value(),
        forecast.madeAt(),
        forecast.basis().method(),
        forecast.basis().detail(),
        risk,
        buckets(forecasts.load().history(id), now),
        own.stream().map(DeviceViews::bucket).toList(),
        HORIZONS.stream()
            .map(span -> horizon(quantile -> forecast.peakQuantile(quantile, span), span))
            .toList(),
        IntStream.rangeClosed(0, POINTS)
            .mapToObj(i -> Duration.ofMinutes(60L * i / POINTS))
            .map(ahead -> new ForecastView.Point(ahead.toSeconds(), forecast.mean(ahead)))
            .toList(),
        IntStream.of(25, 50, 75, 90)
            .mapToObj(
                wanted ->
                    new ForecastView.Window(
                        wanted, forecast.idleWindow(wanted, granted).toSeconds()))
            .toList(),
        forecasts
            .memory()
            .expected(id, now)
            .map(expected -> memory(expected, forecasts.memory().series().history(id), now))
            .orElse(null),
        PromiseViews.ofDevice(seat.promises(), now));
  }

  private static ForecastView.Memory memory(
      MemoryForecasts.Expected expected, Optional<DeviceHistory> history, Instant now) {
    return new ForecastView.Memory(
        expected.method(),
        expected.basis(),
        buckets(history, now),
        HORIZONS.stream()
            .map(span -> horizon(quantile -> expected.peakQuantile(quantile, span), span))
            .toList());
  }

  private static List<ForecastView.Bucket> buckets(Optional<DeviceHistory> history, Instant now) {
    return history.map(known -> known.buckets(now.minus(HISTORY), now)).orElse(List.of()).stream()
        .map(
            bucket ->
                new ForecastView.Bucket(
                    bucket.start(),
                    bucket.length().toMillis() / 1000.0,
                    bucket.mean(),
                    bucket.peak()))
        .toList();
  }

  private static ForecastView.Bucket bucket(OwnShare.Minute minute) {
    return new ForecastView.Bucket(
        minute.start(), OwnShare.MINUTE.toSeconds(), minute.mean(), minute.peak());
  }

  private static ForecastView.Horizon horizon(DoubleUnaryOperator quantile, Duration span) {
    return new ForecastView.Horizon(
        span.toSeconds(),
        quantile.applyAsDouble(.5),
        quantile.applyAsDouble(.9),
        quantile.applyAsDouble(.95),
        quantile.applyAsDouble(.99));
  }
}
