package io.idlegrid.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.idlegrid.protocol.job.JobFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job to submit: a program, its data, what each unit needs and where it may run. Immutable; every
 * method returns a changed copy, so that a job can serve as a template.
 *
 * <p>Nothing is checked here but what no coordinator could understand; {@link IdleGrid#submit}
 * tells what is wrong and where. Sizes are text such as {@code 256MiB}.
 *
 * <pre>{@code
 * var job = Job.of("count")
 *     .code(Path.of("src"))
 *     .data(Split.files(Path.of("data")))
 *     .run("sh", "count.sh", "{{input}}", "{{output}}")
 *     .memory("64MiB")
 *     .where("device.arch == \"amd64\"");
 * }</pre>
 */
public final class Job {

  private static final ObjectMapper JSON = GridApi.json();

  private final ObjectNode tree;
  private final @Nullable Path data;

  private Job(ObjectNode tree, @Nullable Path data) {
    this.tree = tree;
    this.data = data;
  }

  /** A batch job without anything yet. */
  public static Job of(String name) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("apiVersion", JobFile.API_VERSION).put("kind", JobFile.KIND);
    tree.putObject("metadata").put("name", name);
    tree.putObject("spec");
    return new Job(tree, null);
  }

  /** A label to find the job by. */
  public Job label(String name, String value) {
    return with(value, "metadata", "labels", name);
  }

  /**
   * The program's files, a folder or an archive (tar, tar.gz, zip); every unit finds them where its
   * command starts. A folder's {@code .git} stays behind.
   */
  public Job code(Path folderOrArchive) {
    return code(folderOrArchive.toAbsolutePath().toString());
  }

  /** The program's files, {@code artifact:NAME} or {@code sha256:HEX}. */
  public Job code(String reference) {
    return with(reference, "spec", "code");
  }

  /**
   * A further read-only input of every unit; the command refers to it as <code>{{role}}</code>.
   *
   * @param path a file; or a folder, which units see unpacked
   */
  public Job artifact(String role, Path path) {
    return artifact(role, path.toAbsolutePath().toString());
  }

  /** A further input that the coordinator has: {@code artifact:NAME} or {@code sha256:HEX}. */
  public Job artifact(String role, String reference) {
    return with(reference, "spec", "artifacts", role);
  }

  /** What the units work on. */
  public Job data(Split split) {
    Job changed = with(split.data(), "spec", "data");
    return new Job(changed.tree, split.local().orElse(null));
  }

  /**
   * The command of one unit. Replaced in it are <code>{{input}}</code>, <code>{{output}}</code>,
   * <code>{{index}}</code>, <code>{{value}}</code> of a range, a sweep's parameters and the roles
   * of artifacts.
   */
  public Job run(String... command) {
    return with(List.of(command), "spec", "run", "command");
  }

  /** The container image to run in; needs devices with a container engine. */
  public Job image(String image) {
    return with(image, "spec", "run", "image");
  }

  /** {@code docker}, {@code process} or {@code any}. */
  public Job engine(String engine) {
    return with(engine, "spec", "run", "engine");
  }

  /** An environment variable of every unit. */
  public Job env(String name, String value) {
    return with(value, "spec", "run", "env", name);
  }

  /** The Java feature version, such as 17, that the command {@code java} needs at least. */
  public Job java(int feature) {
    return with(feature, "spec", "run", "java");
  }

  /** Whether units need the network; most owners refuse it. */
  public Job network(boolean isNeeded) {
    return with(isNeeded, "spec", "run", "network");
  }

  /**
   * Whether units keep checkpoints in {@code IDLEGRID_CHECKPOINT_DIR} and go on from them; units of
   * more than an hour run only so.
   */
  public Job checkpoints(boolean areKept) {
    return with(areKept, "spec", "run", "checkpoints");
  }

  /** Makes it an inference job, which needs no command. */
  public Job inference(Inference inference) {
    return with("inference", "spec", "type").with(inference.wire(), "spec", "inference");
  }

  /** Cores of one unit, enforced as a ceiling. */
  public Job cpu(double cores) {
    return with(cores, "spec", "resources", "cpu");
  }

  /** Memory of one unit, enforced as a limit, such as {@code 256MiB}. */
  public Job memory(String size) {
    return with(size, "spec", "resources", "memory");
  }

  /** Room for a unit's working folder, such as {@code 1GiB}. */
  public Job disk(String size) {
    return with(size, "spec", "resources", "disk");
  }

  /** Expected running time of one unit; learnt from the first ones when it is not given. */
  public Job runtime(Duration expected) {
    return with(text(expected), "spec", "resources", "runtime");
  }

  /** Most running time of one unit, not counting the time it is suspended. */
  public Job timeLimit(Duration most) {
    return with(text(most), "spec", "resources", "timeLimit");
  }

  /** A condition on devices, in CEL: {@code device.labels.site == "lab"}. */
  public Job where(String condition) {
    return with(condition, "spec", "where");
  }

  /** The only devices that may run the job, by name or id. */
  public Job devices(String... devices) {
    return with(List.of(devices), "spec", "devices");
  }

  /** Further attempts after a failed one. */
  public Job retries(int retries) {
    return with(retries, "spec", "policy", "retries");
  }

  /** Time since submission after which the job fails. */
  public Job deadline(Duration deadline) {
    return with(text(deadline), "spec", "policy", "deadline");
  }

  /** Equal outputs of different devices needed before a unit counts. */
  public Job quorum(int outputs) {
    return with(outputs, "spec", "policy", "quorum");
  }

  /** Jobs of higher priority go first; 0 is usual. */
  public Job priority(int priority) {
    return with(priority, "spec", "policy", "priority");
  }

  /** {@code window}, {@code spread}, {@code binpack} or {@code random}. */
  public Job placement(String placement) {
    return with(placement, "spec", "policy", "placement");
  }

  /** How many units may fail before the job does. */
  public Job failedUnits(long most) {
    return with(most, "spec", "policy", "failedUnits");
  }

  /** How long a device may go on with a unit after it lost its connection. */
  public Job offlineGrace(Duration grace) {
    return with(text(grace), "spec", "policy", "offlineGrace");
  }

  /** Pattern of the files to keep of a unit's working folder; {@code out/**} otherwise. */
  public Job collect(String pattern) {
    return with(pattern, "spec", "results", "collect");
  }

  /** {@code concat}, {@code zip} or {@code none}. */
  public Job merge(String merge) {
    return with(merge, "spec", "results", "merge");
  }

  /** A program that puts all outputs together, run as a last unit. */
  public Job mergeProgram(String... command) {
    return merge("program").with(List.of(command), "spec", "results", "program");
  }

  /** What the job is called. */
  public String name() {
    return tree.path("metadata").path("name").asText();
  }

  /** The job as a job file. Local data is not in it; paths are. */
  public JobFile file() {
    try {
      return JSON.treeToValue(tree, JobFile.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a job was built that is no job file", e);
    }
  }

  /** A copy of the job file as a tree. */
  ObjectNode tree() {
    return tree.deepCopy();
  }

  /** Data to upload. */
  Optional<Path> localData() {
    return Optional.ofNullable(data);
  }

  @Override
  public String toString() {
    return tree.toString();
  }

  private static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }

  private Job with(Object value, String... place) {
    ObjectNode changed = tree.deepCopy();
    ObjectNode at = changed;
    for (String part : List.of(place).subList(0, place.length - 1)) {
      at = at.withObjectProperty(part);
    }
    at.set(place[place.length - 1], JSON.valueToTree(value));
    return new Job(changed, data);
  }
}
