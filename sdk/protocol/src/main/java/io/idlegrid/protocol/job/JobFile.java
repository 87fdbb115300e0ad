package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as a submitter writes it, in YAML or JSON. Sizes are written {@code 256MiB}, durations
 * {@code 5m}; both stay text here and are read by the coordinator, the only judge of a job file.
 * The published JSON Schema is the resource {@code /io/idlegrid/protocol/job/job.schema.json}.
 *
 * @param apiVersion {@value #API_VERSION}
 * @param kind {@value #KIND}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobFile(String apiVersion, String kind, @Nullable Metadata metadata, Spec spec) {

  public static final String API_VERSION = "idlegrid/v1";
  public static final String KIND = "Job";

  /** Class-path resource with the JSON Schema of this record. */
  public static final String SCHEMA_RESOURCE = "/io/idlegrid/protocol/job/job.schema.json";

  /** A job file of the only version and kind there are. */
  public static JobFile of(@Nullable Metadata metadata, Spec spec) {
    return new JobFile(API_VERSION, KIND, metadata, spec);
  }

  /** How a job is called and found again. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Metadata(@Nullable String name, @Nullable Map<String, String> labels) {}

  /**
   * What to run, on what, where and how.
   *
   * @param type {@code batch} (default) or {@code inference}
   * @param code the program's files, the same for every unit: {@code artifact:NAME} or {@code
   *     sha256:HEX} of an archive; clients also accept a path, which they upload first
   * @param artifacts further read-only inputs by role, in the same notation; a role is offered to
   *     the command as <code>{{role}}</code>
   * @param where a CEL condition over {@code device}
   * @param devices names or ids of the only devices that may run this job
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Spec(
      @Nullable String type,
      @Nullable Run run,
      @Nullable String code,
      @Nullable Map<String, String> artifacts,
      @Nullable Data data,
      @Nullable Inference inference,
      @Nullable Resources resources,
      @Nullable String where,
      @Nullable List<String> devices,
      @Nullable Policy policy,
      @Nullable Results results) {}

  /**
   * The command of one unit.
   *
   * @param command program and arguments; <code>{{input}}</code>, <code>{{output}}</code>, <code>
   *     {{index}}</code>, <code>{{value}}</code> (range), a sweep's parameter names and artifact
   *     roles are replaced
   * @param image name of an image that was pushed; the job keeps what the name stands for when it
   *     is submitted
   * @param engine {@code docker}, {@code process} or {@code any} (default)
   * @param java feature version of the Java runtime that the command needs on the device
   * @param network whether the unit needs the network; owners refuse it by default
   * @param checkpoints whether the unit keeps checkpoints in its checkpoint directory and goes on
   *     from them; what takes over an hour runs only so
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Run(
      @Nullable List<String> command,
      @Nullable String image,
      @Nullable String engine,
      @Nullable Map<String, String> env,
      @Nullable Integer java,
      @Nullable Boolean network,
      @Nullable Boolean checkpoints) {}

  /**
   * What the units work on.
   *
   * @param source {@code artifact:NAME} or {@code sha256:HEX} of a data set or a single file
   * @param glob files beside the job file; clients upload them and fill in {@code source}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Data(@Nullable String source, @Nullable String glob, @Nullable Split split) {}

  /**
   * How data becomes units.
   *
   * @param by {@code file}, {@code lines}, {@code bytes}, {@code sweep} or {@code range}
   * @param files files per unit when split by file; above one the input is a folder
   * @param lines lines per unit when split by lines
   * @param bytes most bytes per unit when split by bytes, such as {@code 4MiB}; cut at line ends
   * @param sweep parameter names and their values; one unit per combination
   * @param from first value of a range, 0 by default
   * @param to end of a range, exclusive
   * @param step distance of a range's values, 1 by default
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Split(
      String by,
      @Nullable Integer files,
      @Nullable Long lines,
      @Nullable String bytes,
      @Nullable Map<String, List<Object>> sweep,
      @Nullable Long from,
      @Nullable Long to,
      @Nullable Long step) {

    public static Split range(long from, long to) {
      return new Split("range", null, null, null, null, from, to, null);
    }

    public static Split files(int perUnit) {
      return new Split("file", perUnit, null, null, null, null, null, null);
    }

    public static Split lines(long perUnit) {
      return new Split("lines", null, perUnit, null, null, null, null, null);
    }

    public static Split bytes(String perUnit) {
      return new Split("bytes", null, null, perUnit, null, null, null, null);
    }

    public static Split sweep(Map<String, List<Object>> parameters) {
      return new Split("sweep", null, null, null, parameters, null, null, null);
    }
  }

  /**
   * A model run over the data's images. One with a score per class says what an image is. One whose
   * output is [1, N, 6] finds things in it: each row is left, top, right and bottom in pixels of
   * the scaled image, score, and class number, overlaps dropped, as detection models are exported
   * with their non-maximum suppression.
   *
   * @param model {@code artifact:NAME} or {@code sha256:HEX} of an ONNX file
   * @param labels class names in the order of the model's scores or numbers
   * @param width width the images are scaled to, in pixels
   * @param height height the images are scaled to, in pixels
   * @param channels 3 (RGB) or 1 (grey)
   * @param layout {@code nchw} (default), {@code nhwc} or {@code flat}
   * @param mean subtracted per channel after scaling to 0..1
   * @param std divided by per channel
   * @param top how many classes to report per image
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Inference(
      String model,
      List<String> labels,
      int width,
      int height,
      @Nullable Integer channels,
      @Nullable String layout,
      @Nullable List<Double> mean,
      @Nullable List<Double> std,
      @Nullable Integer top) {}

  /**
   * What one unit needs.
   *
   * @param cpu cores, enforced as a ceiling; 1 by default
   * @param memory enforced as a limit; 256MiB by default
   * @param disk room for the working folder; 1GiB by default
   * @param runtime expected running time; learnt from pilot units when absent
   * @param timeLimit most running time, counted while not suspended and over all attempts that
   *     continue each other; 1h by default
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Resources(
      @Nullable Double cpu,
      @Nullable String memory,
      @Nullable String disk,
      @Nullable String runtime,
      @Nullable String timeLimit) {}

  /**
   * How hard to try, and where.
   *
   * @param retries further attempts after a failed one; 3 by default
   * @param deadline since submission; the job fails when it passes
   * @param quorum equal outputs needed before a unit counts; 1 by default
   * @param priority higher first; 0 by default
   * @param placement {@code window} (default), {@code spread}, {@code binpack} or {@code random}
   * @param failedUnits how many units may fail before the job does; 0 by default
   * @param offlineGrace how long a device may go on after it lost its connection; 6h by default
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Policy(
      @Nullable Integer retries,
      @Nullable String deadline,
      @Nullable Integer quorum,
      @Nullable Integer priority,
      @Nullable String placement,
      @Nullable Long failedUnits,
      @Nullable String offlineGrace) {}

  /**
   * What is kept of a unit's work and how it is put together.
   *
   * @param collect pattern of the files to keep, relative to the working folder; {@code out/**} by
   *     default
   * @param merge {@code concat} (default), {@code zip}, {@code none} or {@code program}
   * @param program command of the merge program, run as a last unit over all outputs
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Results(
      @Nullable String collect, @Nullable String merge, @Nullable List<String> program) {}
}
