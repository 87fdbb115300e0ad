package io.idlegrid.worker.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays the owner, in a JVM of its own so that nothing of ours disturbs it: a task of 5 ms every 20
 * ms, and bursts on all processors, or the load of a recorded trace. Arguments: seconds, seed,
 * loops of work a millisecond (0 finds out and prints them), trace or {@code -}, its first row.
 * Prints {@link #BEGUN} and {@link #OVER} when it begins and ends to play, and then what it saw:
 * its own start and report are load that no burst explains.
 */
public final class Foreground {

  private static final long PERIOD_NANOS = 20_000_000;
  private static final double TASK_MILLIS = 5;

  /** A row of a trace is played in so short a time, whatever its own is. */
  static final int ROW_MILLIS = 2_000;

  static final String BEGUN = "begun";
  static final String OVER = "over";

  /** So long the tasks run before it counts: a JVM's start is load too. */
  private static final long SETTLE_NANOS = 3_000_000_000L;

  /** From here on the trace's owner counts as busy. */
  private static final double BUSY = 25;

  private final double loopsPerMillis;
  private final long begun;
  private final long end;
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final List<Double> wakes = new ArrayList<>();
  private final List<Double> finishes = new ArrayList<>();
  private final List<Burst> bursts = new ArrayList<>();

  private Foreground(double loopsPerMillis, int seconds) {
    this.loopsPerMillis = loopsPerMillis;
    this.begun = System.nanoTime() + SETTLE_NANOS;
    this.end = begun + seconds * 1_000_000_000L;
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    double loops = Double.parseDouble(arguments[2]);
    endWithTheBenchmark();
    if (loops == 0) {
      System.out.println(calibrate());
      return;
    }
    rehearse(loops);
    List<Double> trace =
        arguments[3].equals("-")
            ? List.of()
            : Trace.read(Path.of(arguments[3])).future(Integer.parseInt(arguments[4]));
    Foreground foreground = new Foreground(loops, seconds);
    Thread ticker = new Thread(foreground::tick, "ticker");
    ticker.start();
    while (System.nanoTime() < foreground.begun) {
      LockSupport.parkNanos(foreground.begun - System.nanoTime());
    }
    long cpuBefore = cpuNanos();
    System.out.println(BEGUN);
    if (arguments[3].equals("-")) {
      foreground.burst(new Random(Long.parseLong(arguments[1])), seconds);
    } else {
      foreground.replay(trace);
    }
    ticker.join();
    long over = System.nanoTime();
    double cpuMillis = (cpuNanos() - cpuBefore) / 1e6;
    System.out.println(OVER);
    System.out.println(foreground.report(over, cpuMillis));
  }

  /** It may be killed; a load that nobody measures is only in the way. */
  private static void endWithTheBenchmark() {
    Thread listener =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println("the benchmark cannot be heard: " + e);
              }
              Runtime.getRuntime().halt(1);
            },
            "hears the benchmark");
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * Everything once, so that nothing is loaded or compiled while it counts: the first look at the
   * CPU time alone loads classes for 30 to 40 ms, which together with the tasks is an owner's load
   * that no burst explains.
   */
  private static void rehearse(double loops) throws Exception {
    spin((long) (500 * loops));
    new Foreground(loops, 0).onAll(1);
    if (cpuNanos() < 0) {
      throw new IOException("this Java does not tell how much CPU time it used");
    }
  }

  /** The fastest of many tries is the one that nobody disturbed. */
  private static double calibrate() {
    long loops = 1_000_000;
    double best = 0;
    for (int i = 0; i < 60; i++) {
      long begin = System.nanoTime();
      spin(loops);
      best = Math.max(best, loops / ((System.nanoTime() - begin) / 1e6));
    }
    return best;
  }

  private static void spin(long loops) {
    double value = 1;
    for (long i = 0; i < loops; i++) {
      value = value * 1.0000001 + 1e-9;
    }
    if (value < 1) {
      // Never so; but who compiles the loop away would have to prove it.
      throw new IllegalStateException("work came out as " + value);
    }
  }

  private void tick() {
    for (long due = System.nanoTime(); due < end; due += PERIOD_NANOS) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      double woken = (System.nanoTime() - due) / 1e6;
      spin((long) (TASK_MILLIS * loopsPerMillis));
      if (due >= begun) {
        wakes.add(woken);
        finishes.add((System.nanoTime() - due) / 1e6);
      }
      // A task that came late does not make the following ones late as well.
      long behind = System.nanoTime() - due - PERIOD_NANOS;
      due += behind > 0 ? behind / PERIOD_NANOS * PERIOD_NANOS : 0;
    }
  }

  /** Lengths from 200 ms to 20 s, short ones more often; pauses of 2 to 10 s. */
  private void burst(Random random, int seconds) throws InterruptedException {
    double longest = Math.min(20_000, seconds * 1000 / 4.0);
    while (true) {
      long pause = 2_000L + random.nextInt(8_000);
      double millis = 200 * Math.pow(longest / 200, random.nextDouble());
      if (System.nanoTime() + (long) ((pause + millis * 1.5) * 1e6) >= end) {
        return;
      }
      Thread.sleep(pause);
      onAll(millis);
    }
  }

  private void onAll(double millis) throws InterruptedException {
    long begin = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < processors; i++) {
      Thread thread = new Thread(() -> spin((long) (millis * loopsPerMillis)), "burst");
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    bursts.add(new Burst(begin, System.nanoTime(), millis));
  }

  /** Plays each row as that share of every 100 ms on all processors, the tasks included. */
  private void replay(List<Double> trace) throws InterruptedException {
    double planned = 0;
    long begin = 0;
    for (double percent : trace) {
      if (System.nanoTime() + ROW_MILLIS * 1_000_000L >= end) {
        break;
      }
      if (percent >= BUSY && planned == 0) {
        begin = System.nanoTime();
      } else if (percent < BUSY && planned > 0) {
        bursts.add(new Burst(begin, System.nanoTime(), planned));
        planned = 0;
      }
      planned += percent >= BUSY ? ROW_MILLIS : 0;
      row(Math.max(0, percent - tasksPercent(processors)));
    }
    if (planned > 0) {
      bursts.add(new Burst(begin, System.nanoTime(), planned));
    }
  }

  private void row(double percent) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < processors; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int slice = 0; slice < ROW_MILLIS / 100; slice++) {
                  long next = System.nanoTime() + 100_000_000;
                  spin((long) (percent * loopsPerMillis));
                  LockSupport.parkNanos(next - System.nanoTime());
                }
              },
              "trace");
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private String report(long over, double cpuMillis) throws Exception {
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "begin",
                begun,
                "end",
                over,
                "wakes",
                wakes,
                "finishes",
                finishes,
                "bursts",
                bursts,
                "cpuMillis",
                cpuMillis));
  }

  /** What the tasks alone use, in percent of the device. */
  static double tasksPercent(int processors) {
    return 100 * TASK_MILLIS * 1e6 / PERIOD_NANOS / processors;
  }
}
