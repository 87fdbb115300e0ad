package io.idlegrid.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the kernel itself counts, remembered for a while: nothing of it goes through the worker. */
final class Truth implements AutoCloseable {

  private static final int LOOK_MILLIS = 25;
  private static final int KEPT = 1_000;
  private static final double NANOS = 1e9;
  private static final double TICKS_PER_SECOND = 100;

  private final Path group;
  private final Path disk;
  private final Deque<Moment> moments = new ArrayDeque<>();
  private final Background thread;
  private volatile @Nullable Exception broken;

  /**
   * What was counted up to a moment.
   *
   * @param at reading of {@link System#nanoTime}
   * @param busy ticks of all processors, niced ones included
   * @param unitsCpu nanoseconds that the group of all attempts used
   * @param unitsSystem those of them that the kernel worked for it
   * @param agentTicks that this program used, which is the worker
   */
  record Moment(
      long at,
      long busy,
      long niced,
      long all,
      long unitsCpu,
      long unitsSystem,
      long agentTicks,
      long memoryAvailable,
      long diskFree) {}

  /** From the least to the most that could be true. */
  record Range(double least, double most) {

    boolean holds(double told, double tolerance) {
      return told >= least - tolerance && told <= most + tolerance;
    }
  }

  /**
   * @param group name of the group of all attempts
   */
  Truth(String group, Path disk) {
    this.group = Path.of("/sys/fs/cgroup/cpuacct", group);
    this.disk = disk;
    thread = Background.started("truth", this::look);
  }

  /** CPU time of all attempts until now, those gone included. */
  long unitsCpuNanos() throws IOException {
    return number(group.resolve("cpuacct.usage"));
  }

  /**
   * What a value was, over the last while.
   *
   * @param since a reading of {@link System#nanoTime}
   */
  Range values(long since, ToDoubleFunction<Moment> value) {
    double[] all = since(since).stream().mapToDouble(value).toArray();
    return range(all);
  }

  /** What attempts and the worker used, in percent of the device, over any two seconds of late. */
  Range own(long since) {
    return means(since, Truth::ownPercent);
  }

  /** What others used at ordinary priority; all that attempts do but for the kernel is niced. */
  Range host(long since) {
    return means(
        since,
        (from, to) ->
            percent(
                to.busy()
                    - to.niced()
                    - to.agentTicks()
                    - from.busy()
                    + from.niced()
                    + from.agentTicks()
                    - ticks(to.unitsSystem() - from.unitsSystem()),
                from,
                to));
  }

  private interface Mean {
    double between(Moment from, Moment to);
  }

  /** The worker's means are over two seconds, and one look longer at most. */
  private Range means(long since, Mean mean) {
    List<Moment> known = since(since - TimeUnit.MILLISECONDS.toNanos(2_200));
    List<Double> all = new ArrayList<>();
    for (Moment to : known) {
      for (Moment from : known) {
        long span = TimeUnit.NANOSECONDS.toMillis(to.at() - from.at());
        if (to.at() - since >= 0 && span >= 1_950 && span <= 2_150) {
          all.add(mean.between(from, to));
        }
      }
    }
    return range(all.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double ownPercent(Moment from, Moment to) {
    return percent(
        ticks(to.unitsCpu() - from.unitsCpu()) + to.agentTicks() - from.agentTicks(), from, to);
  }

  private static double ticks(long nanos) {
    return nanos / NANOS * TICKS_PER_SECOND;
  }

  private static double percent(double ticks, Moment from, Moment to) {
    return Math.max(0, 100 * ticks / (to.all() - from.all()));
  }

  private List<Moment> since(long since) {
    synchronized (moments) {
      return moments.stream().filter(each -> each.at() - since >= 0).toList();
    }
  }

  private Range range(double[] all) {
    if (all.length == 0 || broken != null) {
      throw new AssertionError("nothing is known of that time", broken);
    }
    double least = all[0];
    double most = all[0];
    for (double each : all) {
      least = Math.min(least, each);
      most = Math.max(most, each);
    }
    return new Range(least, most);
  }

  private void look() {
    try {
      while (true) {
        Moment now = now();
        synchronized (moments) {
          moments.add(now);
          if (moments.size() > KEPT) {
            moments.remove();
          }
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      broken = e;
    }
  }

  private Moment now() throws IOException {
    List<Long> ticks = numbers(line(Path.of("/proc/stat"), "cpu "));
    long all = ticks.stream().limit(8).mapToLong(Long::longValue).sum();
    long idle = ticks.get(3) + ticks.get(4);
    String self = Files.readString(Path.of("/proc/self/stat"));
    List<String> fields = List.of(self.substring(self.lastIndexOf(')') + 2).split(" "));
    return new Moment(
        System.nanoTime(),
        all - idle,
        ticks.get(1),
        all,
        unitsCpuNanos(),
        number(group.resolve("cpuacct.usage_sys")),
        Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12)),
        numbers(line(Path.of("/proc/meminfo"), "MemAvailable:")).get(0) << 10,
        Files.getFileStore(disk).getUsableSpace());
  }

  static long memoryTotal() throws IOException {
    return numbers(line(Path.of("/proc/meminfo"), "MemTotal:")).get(0) << 10;
  }

  private static String line(Path file, String name) throws IOException {
    return Files.readString(file, StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow(() -> new IOException(file + " has no " + name));
  }

  private static List<Long> numbers(String line) {
    List<Long> numbers = new ArrayList<>();
    StringTokenizer words = new StringTokenizer(line);
    words.nextToken();
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (word.chars().allMatch(Character::isDigit)) {
        numbers.add(Long.parseLong(word));
      }
    }
    return numbers;
  }

  static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }

  @Override
  public void close() {
    thread.close();
  }
}
