package io.idlegrid.worker.edge.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes over the device's network cards, less what the worker itself moves. Bridges and tunnels
 * are left out where there are cards, since their bytes pass a card as well. Not for use by several
 * threads.
 */
final class NetworkTraffic {

  /** Name, bytes received, seven other columns, bytes sent; proc_pid_net(5). */
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\s*([^\\s:]+):\\s*(\\d+)(?:\\s+\\d+){7}\\s+(\\d+)\\b");

  private static final Pattern VIRTUAL =
      Pattern.compile("(lo|veth|docker|br-|virbr|ifb|tun|tap|wg|cni|podman).*");

  private final Path dev;
  private final Path cards;
  private final LongSupplier own;
  private Map<String, Long> last = Map.of();
  private long lastOwn;
  private long lastAt;

  /**
   * @param own bytes that the worker sent and received so far
   */
  NetworkTraffic(Path proc, Path classes, LongSupplier own) {
    this.dev = proc.resolve("net/dev");
    this.cards = classes.resolve("net");
    this.own = own;
  }

  /**
   * The owner's bytes per second since the call before; empty at the first one.
   *
   * @param now of a monotonic clock in nanoseconds
   */
  OptionalDouble bytesPerSecond(long now) throws IOException {
    Map<String, Long> counters = counters();
    long ownNow = own.getAsLong();
    double seconds = (now - lastAt) / 1e9;
    long moved = 0;
    for (Map.Entry<String, Long> card : counters.entrySet()) {
      // A card that came or was reset counts from then on.
      long before = last.getOrDefault(card.getKey(), card.getValue());
      moved += Math.max(0, card.getValue() - before);
    }
    boolean isFirst = last.isEmpty();
    long ours = ownNow - lastOwn;
    last = counters;
    lastOwn = ownNow;
    lastAt = now;
    return isFirst || seconds <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(0, moved - ours) / seconds);
  }

  private Map<String, Long> counters() throws IOException {
    Map<String, Long> real = new HashMap<>();
    Map<String, Long> likely = new HashMap<>();
    Matcher line = LINE.matcher(Files.readString(dev, StandardCharsets.US_ASCII));
    while (line.find()) {
      long bytes = Long.parseLong(line.group(2)) + Long.parseLong(line.group(3));
      if (Files.exists(cards.resolve(line.group(1)).resolve("device"))) {
        real.put(line.group(1), bytes);
      } else if (!VIRTUAL.matcher(line.group(1)).matches()) {
        likely.put(line.group(1), bytes);
      }
    }
    return real.isEmpty() ? likely : real;
  }
}
