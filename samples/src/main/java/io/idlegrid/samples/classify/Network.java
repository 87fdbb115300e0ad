package io.idlegrid.samples.classify;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Three stages and a layer of one score per class. A network works on one batch at a time; several
 * of the same shape share parameters to work on several.
 */
final class Network {

  /** Pictures at a time. */
  static final int BATCH = 16;

  private static final int CLASSES = Figure.values().length;

  private final List<Stage> stages =
      List.of(
          new Stage(NetworkInput.CHANNELS, 8, 32, BATCH),
          new Stage(8, 16, 16, BATCH),
          new Stage(16, 32, 8, BATCH));

  List<Stage> stages() {
    return stages;
  }

  /** Numbers that the last layer sums up. */
  int features() {
    Stage last = stages.get(stages.size() - 1);
    return last.out * last.size / 2 * last.size / 2;
  }

  int parameters() {
    return layerStart() + CLASSES * features() + CLASSES;
  }

  /** Where the last layer's weights start among the parameters. */
  int layerStart() {
    return stages.stream().mapToInt(Stage::parameters).sum();
  }

  float[] initialised(Random random) {
    float[] parameters = new float[parameters()];
    int from = 0;
    for (Stage stage : stages) {
      stage.initialise(parameters, from, random);
      from += stage.parameters();
    }
    double spread = Math.sqrt(1.0 / features());
    for (int i = 0; i < CLASSES * features(); i++) {
      parameters[from + i] = (float) (spread * random.nextGaussian());
    }
    return parameters;
  }

  /**
   * Goes forth and back over one batch.
   *
   * @param slopes of the loss by each parameter; what this batch adds is added
   * @return loss, summed up over the batch
   */
  double learn(float[] parameters, float[] slopes, float[][] pictures, int[] classes) {
    float[] features = forward(parameters, pictures);
    float[] probabilities = probabilities(parameters, features);
    double loss = 0;
    for (int n = 0; n < BATCH; n++) {
      int at = classes[n] * BATCH + n;
      loss -= Math.log(Math.max(1e-9, probabilities[at]));
      probabilities[at] -= 1;
    }
    backward(parameters, slopes, features, probabilities);
    return loss;
  }

  private float[] forward(float[] parameters, float[][] pictures) {
    int size = NetworkInput.SIZE;
    float[] maps = new float[Stage.bordered(NetworkInput.CHANNELS, size, BATCH)];
    for (int n = 0; n < BATCH; n++) {
      for (int i = 0; i < pictures[n].length; i++) {
        maps[borderedIndex(i, size) * BATCH + n] = pictures[n][i];
      }
    }
    int from = 0;
    for (Stage stage : stages) {
      maps = stage.forward(parameters, from, maps);
      from += stage.parameters();
    }
    return maps;
  }

  /** Index of a value among maps with border, from its index among maps without. */
  private static int borderedIndex(int index, int size) {
    int map = index / (size * size);
    int y = index / size % size;
    int x = index % size;
    return (map * (size + 2) + y + 1) * (size + 2) + x + 1;
  }

  private int featureIndex(int feature) {
    return borderedIndex(feature, stages.get(stages.size() - 1).size / 2) * BATCH;
  }

  private float[] probabilities(float[] parameters, float[] features) {
    float[] scores = new float[CLASSES * BATCH];
    int start = layerStart();
    int count = features();
    for (int k = 0; k < CLASSES; k++) {
      Arrays.fill(scores, k * BATCH, (k + 1) * BATCH, parameters[start + CLASSES * count + k]);
      for (int f = 0; f < count; f++) {
        float weight = parameters[start + k * count + f];
        int at = featureIndex(f);
        for (int n = 0; n < BATCH; n++) {
          scores[k * BATCH + n] += weight * features[at + n];
        }
      }
    }
    for (int n = 0; n < BATCH; n++) {
      softmax(scores, n);
    }
    return scores;
  }

  private static void softmax(float[] scores, int n) {
    float most = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < CLASSES; k++) {
      most = Math.max(most, scores[k * BATCH + n]);
    }
    float sum = 0;
    for (int k = 0; k < CLASSES; k++) {
      scores[k * BATCH + n] = (float) Math.exp(scores[k * BATCH + n] - most);
      sum += scores[k * BATCH + n];
    }
    for (int k = 0; k < CLASSES; k++) {
      scores[k * BATCH + n] /= sum;
    }
  }

  private void backward(float[] parameters, float[] slopes, float[] features, float[] errors) {
    int start = layerStart();
    int count = features();
    float[] mapSlopes = new float[features.length];
    for (int k = 0; k < CLASSES; k++) {
      for (int n = 0; n < BATCH; n++) {
        slopes[start + CLASSES * count + k] += errors[k * BATCH + n];
      }
      for (int f = 0; f < count; f++) {
        int at = featureIndex(f);
        float weight = parameters[start + k * count + f];
        float slope = 0;
        for (int n = 0; n < BATCH; n++) {
          slope += errors[k * BATCH + n] * features[at + n];
          mapSlopes[at + n] += weight * errors[k * BATCH + n];
        }
        slopes[start + k * count + f] += slope;
      }
    }
    int from = start;
    for (int i = stages.size() - 1; i >= 0; i--) {
      from -= stages.get(i).parameters();
      mapSlopes = stages.get(i).backward(parameters, slopes, from, mapSlopes, i == 0);
    }
  }
}
