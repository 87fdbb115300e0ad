package io.idlegrid.predictor.feature;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The fleet's examples, bounded: a reservoir that forgets. Once full, an example is let in so
 * rarely that, however many devices there are, half of what is held is older than {@link
 * #HALF_LIFE}; it replaces one at random. A younger pool is an even sample of all that it was
 * offered. Every device is present in proportion to its recent time observed. Safe for use by
 * several threads.
 *
 * <p>Method: Aggarwal, On biased reservoir sampling in the presence of stream evolution, VLDB 2006,
 * with the rate of arrivals measured.
 */
public final class ExamplePool {
  /** Long enough to hold nights and weekends. */
  static final double HALF_LIFE = TimeUnit.DAYS.toMillis(7);

  private final int capacity;
  private final long seed;
  private final List<Example> examples = new ArrayList<>();
  private long count;

  /** Examples offered, each counting for less the longer ago it was. */
  private double offered;

  private long newestMillis;

  public ExamplePool(int capacity, long seed) {
    this.capacity = capacity;
    this.seed = seed;
  }

  /** Offers an example; it may not be let in. */
  public synchronized void add(Example example) {
    count++;
    forget(example.madeAtMillis());
    offered++;
    if (examples.size() < capacity) {
      examples.add(example);
      return;
    }
    // Seeded by the count, so that a restored pool goes on as if it had never stopped.
    var random = new SplittableRandom(seed + count);
    if (random.nextDouble() * offered < capacity) {
      examples.set(random.nextInt(capacity), example);
    }
  }

  private void forget(long nowMillis) {
    if (offered == 0) {
      newestMillis = nowMillis;
    } else if (nowMillis > newestMillis) {
      offered *= Math.pow(.5, (nowMillis - newestMillis) / HALF_LIFE);
      newestMillis = nowMillis;
    }
  }

  /** All examples held, in an order that depends only on what was added. */
  public synchronized List<Example> examples() {
    return List.copyOf(examples);
  }

  public synchronized int size() {
    return examples.size();
  }

  /** Writes what is held; others may add meanwhile, which is not written. */
  public void write(DataOutputStream out) throws IOException {
    List<Example> held;
    synchronized (this) {
      held = examples();
      out.writeLong(count);
      out.writeDouble(offered);
      out.writeLong(newestMillis);
    }
    out.writeInt(held.size());
    for (Example example : held) {
      example.write(out);
    }
  }

  /** Takes over what another pool wrote, as far as it fits. */
  public synchronized void read(DataInputStream in) throws IOException {
    examples.clear();
    count = in.readLong();
    offered = in.readDouble();
    newestMillis = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      Example example = Example.read(in);
      if (examples.size() < capacity) {
        examples.add(example);
      }
    }
  }
}
