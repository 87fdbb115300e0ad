package io.idlegrid.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.idlegrid.inference.Boxes.Boxed;
import io.idlegrid.inference.Scores.Scored;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model that is loaded and fits the job. */
final class Classifier implements AutoCloseable {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<String> labels;
  private final String input;
  private final long[] shape;
  private final String output;
  private final boolean isDetector;
  private final int width;
  private final int height;

  private Classifier(OrtEnvironment environment, OrtSession session, Options options, long[] shape)
      throws OrtException, InferenceException {
    this.environment = environment;
    this.session = session;
    this.labels = options.labels();
    this.shape = shape;
    this.input = ModelInput.require(session.getInputInfo(), shape, options);
    Optional<String> boxes = boxes(session.getOutputInfo());
    this.isDetector = boxes.isPresent();
    this.output = isDetector ? boxes.get() : scores(session.getOutputInfo());
    this.width = options.width();
    this.height = options.height();
  }

  /** Loads a model. */
  static Classifier open(Options options) throws InferenceException {
    if (!Files.isRegularFile(options.model())) {
      throw new InferenceException(
          "inference.model", "there is no model " + options.model(), "see inference.model");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions how = new OrtSession.SessionOptions()) {
      // As many threads as the unit may use cores; more would wait for each other.
      how.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
      how.setCPUArenaAllocator(false);
      OrtSession session = environment.createSession(options.model().toString(), how);
      return checked(environment, session, options);
    } catch (OrtException e) {
      throw new InferenceException(
          "inference.model",
          "the model cannot be loaded: " + e.getMessage(),
          "it must be a whole ONNX file, in one piece, for ONNX Runtime "
              + environment.getVersion());
    }
  }

  private static Classifier checked(OrtEnvironment environment, OrtSession session, Options options)
      throws OrtException, InferenceException {
    try {
      return new Classifier(environment, session, options, ModelInput.shape(options));
    } catch (InferenceException | OrtException e) {
      session.close();
      throw e;
    }
  }

  /** Finds the output that has rows of boxes: one picture, any number of rows, six values each. */
  private static Optional<String> boxes(Map<String, NodeInfo> outputs) {
    return outputs.entrySet().stream()
        .filter(
            output ->
                output.getValue().getInfo() instanceof TensorInfo info
                    && info.type == OnnxJavaType.FLOAT
                    && areRows(info.getShape()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean areRows(long[] shape) {
    return shape.length == 3 && shape[0] <= 1 && shape[1] != 1 && shape[2] == Boxes.ROW;
  }

  /** Whether the model finds things in pictures, instead of saying what a picture is. */
  boolean isDetector() {
    return isDetector;
  }

  /** Finds the output that has a score per class. */
  private String scores(Map<String, NodeInfo> outputs) throws InferenceException {
    for (Map.Entry<String, NodeInfo> output : outputs.entrySet()) {
      if (output.getValue().getInfo() instanceof TensorInfo info
          && info.type == OnnxJavaType.FLOAT
          && mayHold(info.getShape(), labels.size())) {
        return output.getKey();
      }
    }
    throw labelsDiffer(outputs.values().toString());
  }

  /** Whether a tensor of this shape, some of it open, may have this many values for one picture. */
  private static boolean mayHold(long[] shape, int values) {
    long known = Arrays.stream(shape).filter(side -> side > 0).reduce(1, (a, b) -> a * b);
    boolean isOpen = Arrays.stream(shape).skip(1).anyMatch(side -> side <= 0) || shape.length == 0;
    return isOpen ? values % known == 0 : known == values;
  }

  /** All classes with their probability, most probable first. */
  List<Scored> classify(float[] values) throws InferenceException {
    float[] scores = run(values);
    if (scores.length != labels.size()) {
      throw labelsDiffer(scores.length + " scores");
    }
    return Scores.ranked(labels, scores);
  }

  /** What is in the picture, the likeliest first. */
  List<Boxed> detect(float[] values) throws InferenceException {
    return Boxes.likely(labels, run(values), width, height);
  }

  private float[] run(float[] values) throws InferenceException {
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
      return floats(result.get(0));
    } catch (OrtException e) {
      throw new InferenceException(
          "inference.run",
          "the model cannot be run: " + e.getMessage(),
          "run it on one picture with ONNX Runtime yourself");
    }
  }

  private static float[] floats(OnnxValue value) {
    FloatBuffer buffer = ((OnnxTensor) value).getFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  private InferenceException labelsDiffer(String found) {
    return new InferenceException(
        "inference.labels",
        "the job names %d labels, the model puts out %s".formatted(labels.size(), found),
        "name one label per score, in the order of the model's scores");
  }

  @Override
  public void close() throws InferenceException {
    try {
      session.close();
    } catch (OrtException e) {
      throw new InferenceException("inference.close", "" + e.getMessage(), "report this");
    }
  }
}
