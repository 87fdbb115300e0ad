package io.idlegrid.inference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An ONNX model whose scores are weighted sums of its input's values, optionally after a softmax.
 * The fields' numbers are those of onnx.proto.
 */
final class TinyModel {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private TinyModel() {}

  /**
   * A model.
   *
   * @param weights per score, one for each value of the input
   * @param shape of the input
   */
  static byte[] of(float[][] weights, boolean hasSoftmax, long... shape) {
    return of(weights, hasSoftmax ? "Softmax" : "", new long[] {1, weights.length}, shape);
  }

  /** A model whose sums are put out as rows of six: what a detection model does. */
  static byte[] rows(float[][] weights, long... shape) {
    return of(weights, "Reshape", new long[] {1, weights.length / 6, 6}, shape);
  }

  private static byte[] of(float[][] weights, String last, long[] scores, long... shape) {
    int values = weights[0].length;
    ByteBuffer raw =
        ByteBuffer.allocate(4 * values * weights.length).order(ByteOrder.LITTLE_ENDIAN);
    TinyModel graph = new TinyModel();
    for (float[] row : weights) {
      for (float weight : row) {
        raw.putFloat(weight);
      }
    }
    TinyModel tensor = new TinyModel().number(1, weights.length).number(1, values).number(2, 1);
    graph
        .message(1, new TinyModel().text(1, "in").text(2, "flat").text(4, "Flatten"))
        .message(
            1,
            new TinyModel()
                .text(1, "flat")
                .text(1, "weights")
                .text(2, last.isEmpty() ? "scores" : "sums")
                .text(4, "Gemm")
                .message(5, new TinyModel().text(1, "transB").number(3, 1).number(20, 2)));
    if (!last.isEmpty()) {
      TinyModel node = new TinyModel().text(1, "sums");
      if (last.equals("Reshape")) {
        node.text(1, "sides");
        graph.message(5, sides(scores));
      }
      graph.message(1, node.text(2, "scores").text(4, last));
    }
    graph
        .text(2, "tiny")
        .message(5, tensor.text(8, "weights").bytes(9, raw.array()))
        .message(11, value("in", shape))
        .message(12, value("scores", scores));
    return new TinyModel()
        .number(1, 8)
        .message(7, graph)
        .message(8, new TinyModel().text(1, "").number(2, 13))
        .out
        .toByteArray();
  }

  private static TinyModel sides(long... sides) {
    ByteBuffer raw = ByteBuffer.allocate(8 * sides.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long side : sides) {
      raw.putLong(side);
    }
    TinyModel tensor = new TinyModel().number(1, sides.length).number(2, 7);
    return tensor.text(8, "sides").bytes(9, raw.array());
  }

  private static TinyModel value(String name, long... shape) {
    TinyModel sides = new TinyModel();
    for (long side : shape) {
      sides.message(1, new TinyModel().number(1, side));
    }
    TinyModel type = new TinyModel().number(1, 1).message(2, sides);
    return new TinyModel().text(1, name).message(2, new TinyModel().message(1, type));
  }

  private TinyModel number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private TinyModel text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private TinyModel message(int field, TinyModel message) {
    return bytes(field, message.out.toByteArray());
  }

  private TinyModel bytes(int field, byte[] bytes) {
    varint(((long) field << 3) | 2);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    for (; rest >= 128; rest >>>= 7) {
      out.write((int) ((rest & 127) | 128));
    }
    out.write((int) rest);
  }
}
