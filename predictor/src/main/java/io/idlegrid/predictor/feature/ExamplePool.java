package io.idlegrid.predictor.feature;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The fleet's examples, bounded: once full, each new one replaces one at random, so that the pool
 * forgets exponentially and every device is present in proportion to its recent time observed. Safe
 * for use by several threads.
 */
public final class ExamplePool {
  private final int capacity;
  private final long seed;
  private final List<Example> examples = new ArrayList<>();
  private long added;

  public ExamplePool(int capacity, long seed) {
    this.capacity = capacity;
    this.seed = seed;
  }

  public synchronized void add(Example example) {
    added++;
    if (examples.size() < capacity) {
      examples.add(example);
    } else {
      // Seeded by the count, so that a restored pool goes on as if it had never stopped.
      examples.set(new SplittableRandom(seed + added).nextInt(capacity), example);
    }
  }

  /** All examples held, in an order that depends only on what was added. */
  public synchronized List<Example> examples() {
    return List.copyOf(examples);
  }

  public synchronized int size() {
    return examples.size();
  }

  /** How many were ever added. */
  public synchronized long added() {
    return added;
  }

  public synchronized void write(DataOutputStream out) throws IOException {
    out.writeLong(added);
    out.writeInt(examples.size());
    for (Example example : examples) {
      example.write(out);
    }
  }

  /** Takes over what another pool wrote, as far as it fits. */
  public synchronized void read(DataInputStream in) throws IOException {
    examples.clear();
    long addedBefore = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      add(Example.read(in));
    }
    added = addedBefore;
  }
}
