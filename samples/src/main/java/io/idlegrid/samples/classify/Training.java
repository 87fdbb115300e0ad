package io.idlegrid.samples.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Learns from painted pictures, each turned and mirrored at random whenever it is seen. The same
 * seed learns the same.
 */
final class Training {

  /** Batches of one step; as many cores can help. */
  private static final int SHARES = 2;

  private static final double RATE = 3e-3;

  private final int steps;
  private final Consumer<String> progress;
  private final List<Share> shares = new ArrayList<>();
  private final float[] parameters;
  private final float[][] painted;

  Training(long seed, int pictures, int steps, Consumer<String> progress) {
    this.painted = new float[pictures][];
    this.steps = steps;
    this.progress = progress;
    Random random = new Random(seed);
    for (int i = 0; i < SHARES; i++) {
      shares.add(new Share(random.nextLong()));
    }
    this.parameters = shares.get(0).network.initialised(random);
    Painter painter = new Painter(random.nextLong());
    for (int i = 0; i < pictures; i++) {
      painted[i] = NetworkInput.of(painter.paint(Figure.inTurn(classOf(i))));
    }
  }

  private static int classOf(int picture) {
    return picture % Figure.count();
  }

  /** One of the eight ways to lay a square down. */
  private static float[] turned(float[] picture, int way) {
    int size = NetworkInput.SIZE;
    float[] turned = new float[picture.length];
    for (int i = 0; i < picture.length; i++) {
      int x = i % size;
      int y = i / size % size;
      int fromX = (way & 1) == 0 ? x : size - 1 - x;
      int fromY = (way & 2) == 0 ? y : size - 1 - y;
      int from = (way & 4) == 0 ? fromY * size + fromX : fromX * size + fromY;
      turned[i] = picture[i - i % (size * size) + from];
    }
    return turned;
  }

  /** Learns and returns the parameters of a {@link Network}. */
  float[] run() throws InterruptedException {
    Adam adam = new Adam(parameters.length);
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(SHARES, Runtime.getRuntime().availableProcessors()));
    try {
      double loss = 0;
      for (int step = 0; step < steps; step++) {
        loss += step(threads, adam, RATE / 2 * (1 + Math.cos(Math.PI * step / steps)));
        if ((step + 1) % 100 == 0) {
          progress.accept("step %d of %d, loss %.3f".formatted(step + 1, steps, loss / 100));
          loss = 0;
        }
      }
      return parameters;
    } finally {
      threads.shutdownNow();
    }
  }

  private double step(ExecutorService threads, Adam adam, double rate) throws InterruptedException {
    List<Future<Double>> losses = threads.invokeAll(shares);
    // Summed up in order, whichever thread was first: additions of floats do not commute.
    float[] slopes = new float[parameters.length];
    double loss = 0;
    for (int i = 0; i < SHARES; i++) {
      loss += result(losses.get(i));
      for (int j = 0; j < slopes.length; j++) {
        slopes[j] += shares.get(i).slopes[j] / (SHARES * Network.BATCH);
      }
    }
    adam.step(parameters, slopes, rate);
    return loss / (SHARES * Network.BATCH);
  }

  private static double result(Future<Double> loss) throws InterruptedException {
    try {
      return loss.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a batch could not be learnt from", e.getCause());
    }
  }

  /** One batch of each step, with pictures of its own. */
  private final class Share implements Callable<Double> {

    private final Network network = new Network();
    private final Random random;
    private float[] slopes = new float[0];

    Share(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public Double call() {
      float[][] pictures = new float[Network.BATCH][];
      int[] classes = new int[Network.BATCH];
      for (int n = 0; n < Network.BATCH; n++) {
        int which = random.nextInt(painted.length);
        classes[n] = classOf(which);
        pictures[n] = turned(painted[which], random.nextInt(8));
      }
      slopes = new float[parameters.length];
      return network.learn(parameters, slopes, pictures, classes);
    }
  }
}
