package io.idlegrid.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Whether a model takes in what the job would give it. */
final class ModelInput {

  private ModelInput() {}

  /** The shape of one picture. */
  static long[] shape(Options options) {
    long width = options.width();
    long height = options.height();
    long channels = options.channels();
    return switch (options.layout()) {
      case NCHW -> new long[] {1, channels, height, width};
      case NHWC -> new long[] {1, height, width, channels};
      case FLAT -> new long[] {1, channels * height * width};
    };
  }

  /** The name of the model's only input, which takes numbers in this shape. */
  static String require(Map<String, NodeInfo> inputs, long[] shape, Options options)
      throws InferenceException {
    if (inputs.size() != 1) {
      throw new InferenceException(
          "inference.input-shape",
          "the model has %d inputs, %s".formatted(inputs.size(), inputs.keySet()),
          "only models with one input, the picture, can be run");
    }
    NodeInfo node = inputs.values().iterator().next();
    if (!(node.getInfo() instanceof TensorInfo info)
        || info.type != OnnxJavaType.FLOAT
        || !fits(info.getShape(), shape)) {
      throw new InferenceException(
          "inference.input-shape",
          "the model takes in %s, the job gives it floats of shape %s (layout %s)"
              .formatted(
                  node.getInfo(),
                  Arrays.toString(shape),
                  options.layout().name().toLowerCase(Locale.ROOT)),
          "set inference.width, height, channels and layout to the model's");
    }
    return node.getName();
  }

  private static boolean fits(long[] model, long[] ours) {
    if (model.length != ours.length) {
      return false;
    }
    for (int i = 0; i < ours.length; i++) {
      // Open sides are told as -1, and some exporters write 0.
      if (model[i] > 0 && model[i] != ours[i]) {
        return false;
      }
    }
    return true;
  }
}
