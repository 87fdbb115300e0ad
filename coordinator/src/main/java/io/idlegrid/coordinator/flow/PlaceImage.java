package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Images that somebody wants on certain devices, and those that must be kept. */
final class PlaceImage {

  private final Board board;
  private final WishImages wish;
  private final Steps steps;

  PlaceImage(Board board, WishImages wish, Steps steps) {
    this.board = board;
    this.wish = wish;
    this.steps = steps;
  }

  /** An image is to be on exactly these devices; on none when there are none. */
  CompletionStage<Boolean> place(PlacedImage placed, Step step) {
    boolean isEnded = placed.devices().isEmpty();
    Commit.Builder commit = Commit.builder();
    Changes.checkTerm(commit, board.term());
    if (isEnded) {
      commit.remove(Table.PLACED, placed.key());
    } else {
      commit.put(Table.PLACED, placed.key(), placed);
    }
    return steps.committed(
        commit.build(),
        () -> {
          if (isEnded) {
            board.placed().remove(placed.key());
          } else {
            board.placed().put(placed.key(), placed);
          }
          wish.wish(step.now());
          return true;
        });
  }

  Optional<PlacedImage> placed(String key) {
    return Optional.ofNullable(board.placed().get(key));
  }

  Optional<List<PlacedState>> states(String key) {
    return placed(key).map(wish::states);
  }

  /** Digests of the images that unfinished jobs run in, and of those that devices are to have. */
  Set<String> needed() {
    return Stream.concat(
            board.jobs().stream().flatMap(active -> active.job().spec().images().stream()),
            board.placed().values().stream().map(PlacedImage::image))
        .map(ImageUse::digest)
        .collect(Collectors.toSet());
  }
}
