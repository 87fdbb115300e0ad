package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container engine works on our orders, which is no owner's load: to start a container takes
 * it 160 to 300 ms of CPU time, a third of two processors for a while, and units were frozen for
 * the start of one of them. Counted only while we wait for an order and a moment longer, and no
 * more than an order takes: the same engine may work for the owner, whose load must not hide behind
 * ours. May be used by several threads.
 */
public final class OrderedWork {

  private static final Logger LOG = LoggerFactory.getLogger(OrderedWork.class);

  /** What the engine is told to do. */
  public enum Order {
    /** To start a container, or to remove one. */
    CONTAINER(Duration.ofMillis(400), Duration.ofSeconds(5)),

    /** To take in an image: 28 ms of CPU time a MiB, so some hundred MiB. */
    IMAGE(Duration.ofSeconds(20), Duration.ofMinutes(1));

    /** What the engine works beyond it is not for us, or too much to be hidden. */
    final Duration most;

    /** An order that hangs makes nothing ours. */
    final Duration longest;

    Order(Duration most, Duration longest) {
      this.most = most;
      this.longest = longest;
    }
  }

  /** So long engines are not looked for again: all processes are looked at for that. */
  private static final Duration KNOWN = Duration.ofSeconds(30);

  /** The engine tidies up after it answered. */
  static final Duration TAIL = Duration.ofMillis(300);

  private final Engines engines;
  private final LongSupplier nanoTime;
  private Duration counted = Duration.ZERO;
  private @Nullable Meter meter;
  private Duration seen = Duration.ZERO;
  private Duration allowance = Duration.ZERO;
  private final EnumMap<Order, Integer> open = new EnumMap<>(Order.class);
  private @Nullable Meter known;
  private long knownSince;
  private long until;
  private boolean isTold;

  /** Finds the engines of the device. */
  @FunctionalInterface
  interface Engines {
    /** What they used so far; always zero where they have no group of their own. */
    Meter find() throws IOException;
  }

  /** CPU time since some fixed moment. */
  @FunctionalInterface
  interface Meter {
    Duration used() throws IOException;
  }

  /**
   * @param nanoTime the monotonic clock
   */
  OrderedWork(Engines engines, LongSupplier nanoTime) {
    this.engines = engines;
    this.nanoTime = nanoTime;
  }

  /** An order goes to the engine; {@link #ended} has to follow. */
  public void begun(Order order) {
    // Looks at all processes, for which the guard, who asks for what was used, must not wait.
    Meter found = find();
    synchronized (this) {
      used();
      if (meter == null && found != null) {
        begin(found);
      }
      open.merge(order, 1, Integer::sum);
      allowance = allowance.plus(order.most);
      bound();
      long longest = nanoTime.getAsLong() + order.longest.toNanos();
      until = meter != null && until - longest > 0 ? until : longest;
    }
  }

  /** What earlier orders did not take is not kept for others. */
  private void bound() {
    Duration most = Duration.ZERO;
    for (Map.Entry<Order, Integer> each : open.entrySet()) {
      most = most.plus(each.getKey().most.multipliedBy(each.getValue()));
    }
    most = most.isZero() ? Order.CONTAINER.most : most;
    allowance = allowance.compareTo(most) > 0 ? most : allowance;
  }

  private @Nullable Meter find() {
    long now = nanoTime.getAsLong();
    synchronized (this) {
      if (known != null && now - knownSince < KNOWN.toNanos()) {
        return known;
      }
    }
    try {
      Meter found = engines.find();
      synchronized (this) {
        known = found;
        knownSince = now;
      }
      return found;
    } catch (IOException e) {
      giveUp(e);
      return null;
    }
  }

  private void begin(Meter found) {
    try {
      seen = found.used();
      meter = found;
    } catch (IOException | NumberFormatException e) {
      giveUp(e);
    }
  }

  /** The engine answered. */
  public synchronized void ended(Order order) {
    used();
    open.computeIfPresent(order, (any, count) -> count > 1 ? count - 1 : null);
    bound();
    long tail = nanoTime.getAsLong() + TAIL.toNanos();
    if (open.isEmpty() && until - tail > 0) {
      until = tail;
    }
  }

  /** So much until now; never less than before. */
  public synchronized Duration used() {
    try {
      look(nanoTime.getAsLong());
    } catch (IOException | NumberFormatException e) {
      giveUp(e);
    }
    return counted;
  }

  private void look(long now) throws IOException {
    if (meter == null) {
      return;
    }
    if (now - until >= 0) {
      forget();
      return;
    }
    Duration used = meter.used();
    Duration more = used.minus(seen);
    seen = used;
    if (more.compareTo(allowance) > 0) {
      more = allowance;
    }
    if (!more.isNegative()) {
      counted = counted.plus(more);
      allowance = allowance.minus(more);
    }
  }

  private void forget() {
    meter = null;
    allowance = Duration.ZERO;
  }

  private synchronized void giveUp(Exception reason) {
    forget();
    known = null;
    if (!isTold) {
      isTold = true;
      LOG.warn(
          "what the container engine works for us counts as the owner's load: {}", "" + reason);
    }
  }
}
