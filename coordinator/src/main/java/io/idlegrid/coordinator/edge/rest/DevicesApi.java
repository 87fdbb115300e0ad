package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.LendingHours;
import io.idlegrid.coordinator.edge.auth.Doorkeeper;
import io.idlegrid.coordinator.edge.forecast.PredictorForecasts;
import io.idlegrid.coordinator.edge.link.DeviceSockets;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.view.AttemptViews;
import io.idlegrid.coordinator.edge.rest.view.DeviceViews;
import io.idlegrid.coordinator.flow.NamedDevice;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.SeatView;
import io.idlegrid.coordinator.flow.port.AttemptHistory;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.EndedAttemptView;
import io.idlegrid.protocol.device.ForecastView;
import io.idlegrid.protocol.device.RemovedDeviceView;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Devices over HTTP. */
final class DevicesApi {

  private static final String ALWAYS = "always";
  private static final Duration MOST_PAUSE = Duration.ofDays(30);
  private static final String PATH = "/api/v1/devices";

  private final GridLoop loop;
  private final PredictorForecasts forecasts;
  private final Doorkeeper doorkeeper;
  private final DeviceSockets sockets;
  private final AttemptHistory history;

  DevicesApi(
      GridLoop loop,
      PredictorForecasts forecasts,
      Doorkeeper doorkeeper,
      DeviceSockets sockets,
      AttemptHistory history) {
    this.loop = loop;
    this.forecasts = forecasts;
    this.doorkeeper = doorkeeper;
    this.sockets = sockets;
    this.history = history;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, Route.having(Right.SEE_DEVICES), "Lists devices by id")
            .paged()
            .query("state", "string", "only devices in this state")
            .answers(200, "a page", DeviceView.Page.class)
            .by(this::list),
        Route.get(PATH + "/{id}", Route.having(Right.SEE_DEVICES), "Shows a device")
            .answers(200, "the device", DeviceView.class)
            .by(this::get),
        Route.patch(
                PATH + "/{id}",
                Route.having(Right.SEE_DEVICES),
                "Pauses, drains or resumes a device, or sets its owner's risk or hours")
            .body(DeviceView.Change.class)
            .answers(200, "the device", DeviceView.class)
            .by(this::change),
        Route.delete(
                PATH + "/{id}",
                Route.having(Right.SEE_DEVICES),
                "Removes a device for good: its key opens nothing any more, its units go to others")
            .answers(200, "what stays of it", RemovedDeviceView.class)
            .by(this::remove),
        Route.get(
                "/api/v1/removed-devices",
                Route.having(Right.SEE_DEVICES),
                "Lists devices that were removed, by id, with what they earned")
            .paged()
            .answers(200, "a page", RemovedDeviceView.Page.class)
            .by(this::removed),
        Route.post(
                PATH + "/{id}/approval",
                Route.having(Right.SEE_DEVICES),
                "Lets a device in that waits for approval, or refuses it")
            .body(DeviceView.Approval.class)
            .answers(204, "it is in, or gone")
            .by(this::approve),
        Route.get(
                PATH + "/{id}/forecast",
                Route.having(Right.SEE_DEVICES),
                "Past load of a device and what is expected of it")
            .answers(200, "the forecast", ForecastView.class)
            .by(this::forecast),
        Route.get(
                PATH + "/{id}/attempts",
                Route.having(Right.SEE_DEVICES),
                "Lists what ran on a device and for whom, newest first; the latest 200")
            .paged()
            .answers(200, "a page", EndedAttemptView.Page.class)
            .by(this::attempts));
  }

  private void list(Request request) throws IOException {
    String after = request.cursor();
    Optional<String> state = request.query("state");
    List<SeatView> page =
        loop.ask((grid, now) -> grid.devices(Optional.empty())).join().stream()
            .filter(seat -> seat.device().id().value().compareTo(after) > 0)
            .filter(seat -> state.map(DeviceViews.state(seat)::equals).orElse(true))
            .limit(request.limit())
            .toList();
    String next =
        page.size() == request.limit() ? page.get(page.size() - 1).device().id().value() : null;
    Instant now = request.at();
    request.answer(
        new DeviceView.Page(
            page.stream().map(seat -> DeviceViews.line(seat, request.user(), now)).toList(), next));
  }

  private void get(Request request) throws IOException {
    request.answer(DeviceViews.view(seat(request), request.user(), request.at()));
  }

  private void change(Request request) throws IOException {
    DeviceView.Change wanted = request.body(DeviceView.Change.class);
    Device device = seat(request).device();
    if (!request.user().mayTouch(device.owner(), Right.CONTROL_ALL_DEVICES)) {
      throw Denied.notYours("device " + device.name());
    }
    if (device.isPending()) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "device.pending",
          "device " + device.name() + " waits for somebody's approval",
          "approve it first: idlegrid device approve " + device.id().value());
    }
    Optional<Duty> duty = Optional.ofNullable(wanted.duty()).map(DevicesApi::duty);
    Optional<Double> risk = Optional.ofNullable(wanted.risk());
    risk.filter(value -> !(value > 0 && value <= 0.2))
        .ifPresent(
            value -> {
              throw RefusedException.invalid(
                      "device.risk",
                      "/risk",
                      "risk " + value + " is not within 0 (exclusive) and 0.2",
                      "0.01 means that one unit in a hundred may meet the owner's load")
                  .with("risk", value);
            });
    Optional<DeviceView.Hours> written = Optional.ofNullable(wanted.hours());
    Optional<LendingHours> hours = written.flatMap(DevicesApi::hours);
    Optional<Duration> pause = pause(duty, wanted.pauseSeconds());
    request.wants(
        Stream.of(
                // Whoever reads the log later cannot tell who was called so.
                Optional.of(device.id().value()).filter(id -> !id.equals(request.path("id"))),
                duty.map(each -> "duty " + each),
                pause.map(each -> "for %d s".formatted(each.toSeconds())),
                risk.map(each -> "risk " + each),
                written.map(each -> "hours " + hours.map(LendingHours::week).orElse(ALWAYS)))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", ")));
    loop.request(
            (grid, now) ->
                grid.change(
                    device.id(),
                    known -> {
                      Device changed = duty.map(known::withDuty).orElse(known);
                      changed = pause.map(now::plus).map(changed::paused).orElse(changed);
                      changed = risk.map(changed::withRisk).orElse(changed);
                      return written.isPresent() ? changed.withHours(hours) : changed;
                    },
                    now))
        .join();
    get(request);
  }

  private void approve(Request request) throws IOException {
    boolean isWanted = request.body(DeviceView.Approval.class).approved();
    Device device = seat(request).device();
    if (!request.user().mayTouch(device.owner(), Right.CONTROL_ALL_DEVICES)) {
      throw Denied.notYours("device " + device.name());
    }
    request.wants((isWanted ? "approved " : "refused ") + device.id().value());
    boolean waited = isWanted ? letIn(device.id()) : refuse(device);
    if (!waited) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "device.not-pending",
              "device " + device.name() + " waits for nobody's approval",
              "see idlegrid device ls --state pending; a device that is in can be paused or drained")
          .with("device", device.name());
    }
    request.context().status(204);
  }

  private void remove(Request request) throws IOException {
    Device device = seat(request).device();
    if (!request.user().mayTouch(device.owner(), Right.CONTROL_ALL_DEVICES)) {
      throw Denied.notYours("device " + device.name());
    }
    // Whoever reads the log later finds no device of that name.
    request.wants("removed %s, %s of %s".formatted(device.id(), device.name(), device.owner()));
    String by = request.user().account().name();
    FormerDevice former =
        loop.request((grid, now) -> grid.remove(device.id(), by, now))
            .join()
            .orElseThrow(
                () ->
                    NamedDevice.missing(
                        device.id().value(), loop.ask((grid, now) -> grid.fleet()).join(), by));
    doorkeeper.removed(former.device());
    sockets.turnAway(former.device());
    request.answer(DeviceViews.removed(former));
  }

  private void removed(Request request) throws IOException {
    String after = request.cursor();
    List<RemovedDeviceView> page =
        loop.ask((grid, now) -> grid.removed()).join().stream()
            .filter(each -> each.device().id().value().compareTo(after) > 0)
            .limit(request.limit())
            .map(DeviceViews::removed)
            .toList();
    String next = page.size() == request.limit() ? page.get(page.size() - 1).id() : null;
    request.answer(new RemovedDeviceView.Page(page, next));
  }

  private boolean letIn(DeviceId id) {
    AtomicBoolean waited = new AtomicBoolean();
    loop.request(
            (grid, now) ->
                grid.change(
                    id,
                    known -> {
                      waited.set(known.isPending());
                      return known.isPending() ? known.withDuty(Duty.LEND) : known;
                    },
                    now))
        .join();
    return waited.get();
  }

  private boolean refuse(Device device) {
    boolean waited = loop.request((grid, now) -> grid.refuse(device.id(), now)).join();
    if (waited) {
      doorkeeper.expel(device);
      sockets.close(device.id(), "this device was refused");
    }
    return waited;
  }

  private void forecast(Request request) throws IOException {
    SeatView seat = seat(request);
    request.answer(
        loop.ask(
                (grid, now) ->
                    DeviceViews.forecast(
                        seat, grid.ownShare(seat.device().id(), now), forecasts, now))
            .join());
  }

  private void attempts(Request request) throws IOException {
    SeatView seat = seat(request);
    long before = request.number("cursor").orElse(Long.MAX_VALUE);
    List<EndedAttempt> page =
        history.page(seat.device().id(), seat.standing().attempts(), before, request.limit());
    String next =
        page.size() == request.limit() ? String.valueOf(page.get(page.size() - 1).number()) : null;
    request.answer(
        new EndedAttemptView.Page(
            page.stream()
                .map(each -> AttemptViews.ended(each, seat.device(), request.user()))
                .toList(),
            next));
  }

  /** The device of the path, by id or by name. */
  private SeatView seat(Request request) {
    String called = request.path("id");
    String account = request.user().account().name();
    Optional<DeviceId> id =
        DeviceId.isValid(called) ? Optional.of(new DeviceId(called)) : Optional.empty();
    return loop.ask(
            (grid, now) -> {
              List<SeatView> byId = id.map(each -> grid.devices(List.of(each))).orElse(List.of());
              return byId.isEmpty()
                  ? grid.devices(List.of(NamedDevice.require(called, grid.fleet(), account).id()))
                      .get(0)
                  : byId.get(0);
            })
        .join();
  }

  private static Duty duty(String word) {
    for (Duty duty : List.of(Duty.LEND, Duty.DRAIN, Duty.PAUSE)) {
      if (duty.name().equalsIgnoreCase(word)) {
        return duty;
      }
    }
    throw RefusedException.invalid(
            "device.duty",
            "/duty",
            "a device cannot be told to '" + word + "'",
            "duties are LEND, DRAIN and PAUSE")
        .with("duty", word);
  }

  /** How long a pause lasts; empty for one without end, and where nothing is paused. */
  private static Optional<Duration> pause(Optional<Duty> duty, @Nullable Long seconds) {
    if (seconds == null) {
      return Optional.empty();
    }
    if (!duty.equals(Optional.of(Duty.PAUSE)) || seconds < 1 || seconds > MOST_PAUSE.toSeconds()) {
      throw RefusedException.invalid(
              "device.pause",
              "/pauseSeconds",
              "only a duty of PAUSE ends by itself, after 1 to %d seconds"
                  .formatted(MOST_PAUSE.toSeconds()),
              "leave it out for a pause without end")
          .with("most", MOST_PAUSE.toSeconds());
    }
    return Optional.of(Duration.ofSeconds(seconds));
  }

  /** Hours that leave nothing out are none. */
  private static Optional<LendingHours> hours(DeviceView.Hours wanted) {
    if (wanted.week().strip().equalsIgnoreCase(ALWAYS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LendingHours.parse(wanted.week(), ZoneId.of(wanted.zone())));
    } catch (DateTimeException | IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      throw RefusedException.invalid(
              "device.hours",
              "/hours",
              "these are no hours of a week: " + problem,
              "write the week like mon-fri 18:00-08:00, sat-sun, or always, and the zone like"
                  + " Europe/Berlin")
          .with("problem", problem);
    }
  }
}
