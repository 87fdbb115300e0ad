package io.idlegrid.coordinator.domain.job;

import java.util.List;

/**
 * An image classifier to run over the data.
 *
 * @param model an ONNX file
 * @param labels class names in the order of the model's scores
 * @param width pixels
 * @param height pixels
 * @param channels 3 (RGB) or 1 (grey)
 * @param layout {@code nchw}, {@code nhwc} or {@code flat}
 * @param mean subtracted per channel after scaling to 0..1; empty for none
 * @param std divided by per channel; empty for none
 * @param top classes to report per image
 */
public record InferenceRule(
    ArtifactRef model,
    List<String> labels,
    int width,
    int height,
    int channels,
    String layout,
    List<Double> mean,
    List<Double> std,
    int top) {

  public InferenceRule {
    labels = List.copyOf(labels);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }
}
