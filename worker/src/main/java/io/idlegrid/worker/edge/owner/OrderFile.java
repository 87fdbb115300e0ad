package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import io.idlegrid.worker.edge.disk.SmallFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the owner last said, kept over a restart: a pause is a pause, also after a power loss. */
final class OrderFile {

  private static final Logger LOG = LoggerFactory.getLogger(OrderFile.class);

  private final Path file;
  private final ObjectMapper json;
  private final Clock clock;
  private final Supplier<Duration> uptime;
  private OwnerOrder order = OwnerOrder.LEND;
  private Optional<Duration> endsAt = Optional.empty();

  /**
   * @param uptime time since the machine started: boards without a clock of their own have theirs
   *     set while they run, by years
   */
  OrderFile(Path file, ObjectMapper json, Clock clock, Supplier<Duration> uptime)
      throws IOException {
    this.file = file;
    this.json = json;
    this.clock = clock;
    this.uptime = uptime;
    load();
  }

  /**
   * An order as it is kept.
   *
   * @param until when a pause ends, by the clock of then; the owner's time may be another now
   * @param seconds how long it was to be in all; absent where it has no end
   */
  private record Kept(OwnerOrder.Wish wish, @Nullable Instant until, @Nullable Long seconds) {}

  /** What holds now; a pause ends after the time that was said, wherever the clock was set to. */
  synchronized OwnerOrder now() {
    if (endsAt.isEmpty()) {
      return order;
    }
    Duration left = endsAt.get().minus(uptime.get());
    boolean isOver = left.isZero() || left.isNegative();
    return isOver ? OwnerOrder.LEND : new OwnerOrder(order.wish(), clock.instant().plus(left));
  }

  synchronized void say(OwnerOrder said) throws IOException {
    Optional<Duration> length =
        Optional.ofNullable(said.until()).map(until -> Duration.between(clock.instant(), until));
    hold(said, length);
    if (said.equals(OwnerOrder.LEND)) {
      Files.deleteIfExists(file);
    } else {
      SmallFiles.replace(
          file,
          json.writeValueAsString(
              new Kept(said.wish(), said.until(), length.map(Duration::toSeconds).orElse(null))));
    }
  }

  private void hold(OwnerOrder held, Optional<Duration> left) {
    order = held;
    endsAt = left.map(uptime.get()::plus);
  }

  private void load() throws IOException {
    Optional<String> text = SmallFiles.read(file);
    if (text.isEmpty()) {
      return;
    }
    try {
      Kept kept = json.readValue(text.get(), Kept.class);
      hold(new OwnerOrder(kept.wish(), kept.until()), Optional.ofNullable(left(kept)));
    } catch (IOException e) {
      LOG.error("{} is damaged, so the device stays paused until its owner says resume", file, e);
      hold(OwnerOrder.pause(Optional.empty(), clock.instant()), Optional.empty());
    }
  }

  /** Nobody counted while the agent was away: the clock tells, but no more than was said. */
  private @Nullable Duration left(Kept kept) {
    if (kept.until() == null) {
      return null;
    }
    Duration left = Duration.between(clock.instant(), kept.until());
    Duration most = kept.seconds() == null ? left : Duration.ofSeconds(kept.seconds());
    return left.compareTo(most) < 0 ? left : most;
  }
}
