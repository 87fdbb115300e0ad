package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.image.ImageState.Phase;
import io.idlegrid.coordinator.domain.image.ImageState.Reason;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.match.Eligibility;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.DeviceLinks.ImageWish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells devices which images to have before they need them: those that somebody placed there, and
 * those of jobs whose units wait.
 */
final class WishImages {

  private final Board board;
  private final Views views;

  WishImages(Board board, Views views) {
    this.board = board;
    this.views = views;
  }

  /** Looks at what is wanted now; devices hear of it only when it changed. */
  void wish(Instant now) {
    Map<DeviceId, List<ImageWish>> wishes = new LinkedHashMap<>();
    board.placed().values().forEach(placed -> wish(placed, wishes));
    for (ActiveJob job : board.jobs()) {
      if (!job.job().spec().images().isEmpty() && job.status().state() == JobState.RUNNING) {
        wish(job, now, wishes);
      }
    }
    for (Seat seat : board.seats()) {
      if (seat.isConnected()) {
        seat.wish(wishes.getOrDefault(seat.device().id(), List.of()));
      }
    }
  }

  private void wish(PlacedImage placed, Map<DeviceId, List<ImageWish>> wishes) {
    for (DeviceId device : placed.devices()) {
      boolean mayHave =
          board
              .seat(device)
              .flatMap(seat -> seat.device().facts())
              .map(facts -> Eligibility.placeVeto(placed.image(), facts).isEmpty())
              .orElse(false);
      if (mayHave) {
        add(wishes, device, new ImageWish(placed.image().digest(), placed.account()));
      }
    }
  }

  /** No more devices than there are units waiting. */
  private void wish(ActiveJob job, Instant now, Map<DeviceId, List<ImageWish>> wishes) {
    long left = job.readyPlain(now) + job.hungry().size();
    for (Seat seat : board.seats()) {
      if (left <= 0) {
        return;
      }
      if (seat.isConnected() && views.lasting(job, seat).isEmpty()) {
        for (ImageUse image : job.job().spec().images()) {
          add(wishes, seat.device().id(), new ImageWish(image.digest(), job.job().account()));
        }
        left--;
      }
    }
  }

  private static void add(Map<DeviceId, List<ImageWish>> wishes, DeviceId device, ImageWish wish) {
    List<ImageWish> mine = wishes.computeIfAbsent(device, any -> new ArrayList<>());
    if (mine.stream().noneMatch(other -> other.digest().equals(wish.digest()))) {
      mine.add(wish);
    }
  }

  /** How far the devices are that are to have an image. */
  List<PlacedState> states(PlacedImage placed) {
    return placed.devices().stream().map(device -> state(placed, device)).toList();
  }

  private PlacedState state(PlacedImage placed, DeviceId device) {
    Optional<Seat> seat = board.seat(device);
    String name = seat.map(known -> known.device().name()).orElse(device.value());
    return new PlacedState(device, name, state(placed.image(), seat));
  }

  private static ImageState state(ImageUse image, Optional<Seat> seat) {
    String digest = image.digest();
    Optional<ImageState> said = seat.map(Seat::images).map(images -> images.get(digest));
    if (said.map(state -> state.phase() == Phase.HERE).orElse(false)) {
      return said.get();
    }
    Optional<DeviceFacts> facts = seat.flatMap(known -> known.device().facts());
    Optional<Veto> veto = facts.flatMap(known -> Eligibility.placeVeto(image, known));
    if (veto.isPresent()) {
      return new ImageState(
          digest, Phase.REFUSED, veto.get().detail(), 0, 0, reason(veto.get().reason()));
    }
    if (seat.map(known -> !known.isConnected()).orElse(true)) {
      return new ImageState(digest, Phase.WAITING, "not connected", 0, 0, Reason.OFFLINE);
    }
    return said.orElseGet(
        () -> new ImageState(digest, Phase.WAITING, "is about to begin", 0, 0, Reason.NONE));
  }

  private static Reason reason(Veto.Reason veto) {
    return switch (veto) {
      case ARCHITECTURE -> Reason.ARCHITECTURE;
      case ENGINE -> Reason.ENGINE;
      case DISK -> Reason.DISK;
      default -> Reason.DEVICE;
    };
  }
}
