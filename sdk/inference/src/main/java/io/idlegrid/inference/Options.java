package io.idlegrid.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the command line asks for.
 *
 * @param labels class names in the order of the model's scores
 * @param mean subtracted per channel after scaling to 0..1; as many as channels
 * @param std divided by per channel; as many as channels
 * @param top classes to report per picture
 * @param input a picture, or a folder of pictures
 * @param output file to write
 */
record Options(
    Path model,
    List<String> labels,
    int width,
    int height,
    int channels,
    Layout layout,
    List<Float> mean,
    List<Float> std,
    int top,
    Path input,
    Path output) {

  static final String USAGE =
      """
      usage: java -cp 'PROGRAM/*' io.idlegrid.inference.Main --model=FILE --labels=NAME\\nNAME...
          --size=WIDTHxHEIGHTxCHANNELS [--layout=nchw|nhwc|flat] [--mean=N,...] [--std=N,...]
          [--top=N] PICTURE|FOLDER RESULT""";

  private static final List<String> KEYS =
      List.of("model", "labels", "size", "layout", "mean", "std", "top");

  /**
   * How a picture's values are laid out: channel by channel; pixel by pixel; or channel by channel
   * in one dimension.
   */
  enum Layout {
    NCHW,
    NHWC,
    FLAT
  }

  static Options parse(String[] arguments) throws InferenceException {
    Map<String, String> given = new LinkedHashMap<>();
    List<Path> paths = new ArrayList<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--")) {
        paths.add(Path.of(argument));
      } else if (equals > 2 && KEYS.contains(argument.substring(2, equals))) {
        given.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else {
        throw usage("'" + argument + "' is not an option");
      }
    }
    if (paths.size() != 2) {
      throw usage("expected a picture or folder and a result file, not " + paths.size() + " paths");
    }
    int[] size = size(needed(given, "size"));
    return new Options(
        Path.of(needed(given, "model")),
        Arrays.asList(needed(given, "labels").split("\n", -1)),
        size[0],
        size[1],
        size[2],
        layout(given.getOrDefault("layout", "nchw")),
        perChannel("mean", given.getOrDefault("mean", ""), size[2], 0),
        perChannel("std", given.getOrDefault("std", ""), size[2], 1),
        positive("top", given.getOrDefault("top", "1")),
        paths.get(0),
        paths.get(1));
  }

  private static String needed(Map<String, String> given, String key) throws InferenceException {
    String value = given.get(key);
    if (value == null || value.isEmpty()) {
      throw usage("--" + key + " is missing");
    }
    return value;
  }

  private static int[] size(String text) throws InferenceException {
    String[] parts = text.split("x", -1);
    if (parts.length != 3) {
      throw usage("--size is WIDTHxHEIGHTxCHANNELS, not '" + text + "'");
    }
    int[] size = new int[3];
    for (int i = 0; i < 3; i++) {
      size[i] = positive("size", parts[i]);
    }
    if (size[2] != 1 && size[2] != 3) {
      throw usage("a picture has 1 channel (grey) or 3 (red, green, blue), not " + size[2]);
    }
    return size;
  }

  private static int positive(String key, String text) throws InferenceException {
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw usage("--" + key + " has '" + text + "' where a number belongs");
    }
    throw usage("--" + key + " has " + text + ", which is not positive");
  }

  private static Layout layout(String text) throws InferenceException {
    try {
      return Layout.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw usage("--layout is nchw, nhwc or flat, not '" + text + "'");
    }
  }

  private static List<Float> perChannel(String key, String text, int channels, float otherwise)
      throws InferenceException {
    if (text.isEmpty()) {
      return Collections.nCopies(channels, otherwise);
    }
    String[] parts = text.split(",", -1);
    if (parts.length != channels && parts.length != 1) {
      throw usage("--%s has %d values for %d channels".formatted(key, parts.length, channels));
    }
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      values.add(number(key, parts[parts.length == 1 ? 0 : i]));
    }
    if (key.equals("std") && values.contains(0f)) {
      throw usage("--std has a zero, and nothing can be divided by that");
    }
    return List.copyOf(values);
  }

  private static float number(String key, String text) throws InferenceException {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw usage("--" + key + " has '" + text + "' where a number belongs");
    }
    throw usage("--" + key + " has '" + text + "', which is not finite");
  }

  private static InferenceException usage(String message) {
    return new InferenceException("inference.usage", message, USAGE);
  }
}
