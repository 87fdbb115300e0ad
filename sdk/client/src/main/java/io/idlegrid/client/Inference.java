package io.idlegrid.client;

import io.idlegrid.protocol.job.JobFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image classifier: an ONNX model, its classes, and how it wants its images. Each image is
 * scaled to the model's size, its values to 0…1, then {@code (value - mean) / std} per channel.
 *
 * <pre>{@code
 * Job.of("classify")
 *    .inference(Inference.of(Path.of("shapes.onnx"), 32, 32, List.of("circle", "square")))
 *    .data(Split.files(Path.of("photos")));
 * }</pre>
 *
 * @param model path of the ONNX file, {@code artifact:NAME} or {@code sha256:HEX}
 * @param width pixels
 * @param height pixels
 * @param labels class names in the order of the model's scores
 * @param channels 3 (RGB) or 1 (grey)
 * @param layout {@code nchw}, {@code nhwc} or {@code flat}
 * @param mean per channel; null for none
 * @param std per channel; null for none
 * @param top how many classes to report per image
 */
public record Inference(
    String model,
    int width,
    int height,
    List<String> labels,
    int channels,
    String layout,
    @Nullable List<Double> mean,
    @Nullable List<Double> std,
    int top) {

  public Inference {
    labels = List.copyOf(labels);
    mean = mean == null ? null : List.copyOf(mean);
    std = std == null ? null : List.copyOf(std);
  }

  /** A model of colour images in {@code nchw} layout that reports the best class. */
  public static Inference of(Path model, int width, int height, List<String> labels) {
    return new Inference(
        model.toAbsolutePath().toString(), width, height, labels, 3, "nchw", null, null, 1);
  }

  public Inference channels(int channels) {
    return new Inference(model, width, height, labels, channels, layout, mean, std, top);
  }

  public Inference layout(String layout) {
    return new Inference(model, width, height, labels, channels, layout, mean, std, top);
  }

  /** One value per channel, on the scale 0…1. */
  public Inference normalise(List<Double> mean, List<Double> std) {
    return new Inference(model, width, height, labels, channels, layout, mean, std, top);
  }

  public Inference top(int top) {
    return new Inference(model, width, height, labels, channels, layout, mean, std, top);
  }

  JobFile.Inference wire() {
    return new JobFile.Inference(model, labels, width, height, channels, layout, mean, std, top);
  }
}
