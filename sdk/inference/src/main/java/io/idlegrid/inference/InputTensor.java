package io.idlegrid.inference;

import io.idlegrid.inference.Options.Layout;

/** Turns a picture into what the model takes in. */
final class InputTensor {

  private InputTensor() {}

  static float[] of(Picture picture, Options options) {
    int pixels = picture.pixels();
    int channels = options.channels();
    boolean isPixelByPixel = options.layout() == Layout.NHWC;
    float[] values = new float[channels * pixels];
    for (int channel = 0; channel < channels; channel++) {
      float mean = options.mean().get(channel);
      float std = options.std().get(channel);
      for (int pixel = 0; pixel < pixels; pixel++) {
        float value = channels == 1 ? picture.grey(pixel) : picture.value(channel, pixel);
        int at = isPixelByPixel ? pixel * channels + channel : channel * pixels + pixel;
        values[at] = (value - mean) / std;
      }
    }
    return values;
  }
}
