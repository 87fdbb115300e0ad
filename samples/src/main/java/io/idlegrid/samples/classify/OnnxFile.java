package io.idlegrid.samples.classify;

import org.jspecify.annotations.Nullable;

/**
 * Writes a network as an ONNX model. The fields' numbers are those of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
final class OnnxFile {

  private static final int IR_VERSION = 8;
  private static final int OPERATORS = 13;
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final Proto graph = new Proto().text(2, "shapes");
  private String last = "picture";

  private OnnxFile() {}

  static byte[] of(Network network, float[] parameters) {
    return new OnnxFile().write(network, parameters);
  }

  private byte[] write(Network network, float[] parameters) {
    int from = 0;
    for (int i = 0; i < network.stages().size(); i++) {
      Stage stage = network.stages().get(i);
      stage(i + 1, stage, parameters, from);
      from += stage.parameters();
    }
    int classes = Figure.values().length;
    int features = network.features();
    node("Flatten", "features", integer("axis", 1));
    int biases = from + classes * features;
    tensor("layer.weight", parameters, from, biases, classes, features);
    tensor("layer.bias", parameters, biases, biases + classes, classes);
    node("Gemm", "sums", integer("transB", 1), "layer.weight", "layer.bias");
    node("Softmax", "probabilities", integer("axis", 1));
    graph.message(
        11, value("picture", NetworkInput.CHANNELS, NetworkInput.SIZE, NetworkInput.SIZE));
    graph.message(12, value("probabilities", classes));
    return new Proto()
        .number(1, IR_VERSION)
        .text(2, "idlegrid-samples")
        .message(7, graph)
        .message(8, new Proto().text(1, "").number(2, OPERATORS))
        .toByteArray();
  }

  private void stage(int number, Stage stage, float[] parameters, int from) {
    String weight = "stage" + number + ".weight";
    String bias = "stage" + number + ".bias";
    int biases = from + stage.weights();
    tensor(weight, parameters, from, biases, stage.out, stage.in, 3, 3);
    tensor(bias, parameters, biases, biases + stage.out, stage.out);
    node("Conv", "conv" + number, integers("pads", 1, 1, 1, 1), weight, bias);
    node("Relu", "relu" + number, null);
    Proto pool = operator("MaxPool", "pool" + number);
    pool.message(5, integers("kernel_shape", 2, 2)).message(5, integers("strides", 2, 2));
    graph.message(1, pool);
  }

  private void node(
      String type, String name, @Nullable Proto attribute, String... more) {
    Proto node = operator(type, name, more);
    if (attribute != null) {
      node.message(5, attribute);
    }
    graph.message(1, node);
  }

  /** An operator on what the last one gave. */
  private Proto operator(String type, String name, String... more) {
    Proto node = new Proto().text(1, last);
    for (String input : more) {
      node.text(1, input);
    }
    last = name;
    return node.text(2, name).text(3, name).text(4, type);
  }

  private static Proto integer(String name, long value) {
    return new Proto().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
  }

  private static Proto integers(String name, long... values) {
    Proto attribute = new Proto().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, ATTRIBUTE_INTS);
  }

  private void tensor(String name, float[] parameters, int from, int to, long... sides) {
    Proto tensor = new Proto();
    for (long side : sides) {
      tensor.number(1, side);
    }
    graph.message(5, tensor.number(2, FLOAT).text(8, name).floats(9, parameters, from, to));
  }

  /** What goes in or comes out: as many pictures as one likes. */
  private static Proto value(String name, long... sides) {
    Proto shape = new Proto().message(1, new Proto().text(2, "pictures"));
    for (long side : sides) {
      shape.message(1, new Proto().number(1, side));
    }
    Proto tensor = new Proto().number(1, FLOAT).message(2, shape);
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }
}
