package io.idlegrid.coordinator.edge.rest.jobfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.idlegrid.coordinator.domain.job.ArtifactRef;
import io.idlegrid.coordinator.domain.job.InferenceRule;
import io.idlegrid.coordinator.domain.job.JobDraft;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.ResultRule;
import io.idlegrid.coordinator.domain.job.RunRule;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.job.JobFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads a job file, in YAML or JSON, and says of whatever is wrong where it is. */
public final class JobFileReader {

  /** Each multiplies the ways in which a name can match. */
  private static final int MOST_WILDCARDS = 4;

  /** Larger job files are data in disguise. */
  public static final int MOST_BYTES = 1 << 20;

  private static final int MOST_DEPTH = 50;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final ObjectMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private final YAMLFactory yamlFactory = yamlFactory();
  private final ObjectMapper yaml =
      YAMLMapper.builder(yamlFactory)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private final JobSchema schema = new JobSchema(json);

  /** The job file's JSON Schema. */
  public JsonNode schema() {
    return schema.document();
  }

  /**
   * Reads a job file into the record it is.
   *
   * @param isJson whether it is JSON rather than YAML
   * @throws RefusedException with the place of what is wrong
   */
  public JobFile file(byte[] bytes, boolean isJson) {
    JsonNode tree = parse(bytes, isJson);
    schema.require(tree);
    try {
      return json.treeToValue(tree, JobFile.class);
    } catch (JsonMappingException e) {
      String pointer = pointer(e);
      throw RefusedException.invalid(
              "job.value",
              pointer,
              "the job file cannot be read: " + e.getOriginalMessage(),
              "see the job file's schema at /api/v1/schemas/job")
          .with("place", pointer.substring(Math.min(1, pointer.length())).replace('/', '.'));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that was read cannot be read", e);
    }
  }

  private static String pointer(JsonMappingException error) {
    StringBuilder pointer = new StringBuilder();
    error
        .getPath()
        .forEach(
            step ->
                pointer
                    .append('/')
                    .append(step.getFieldName() == null ? step.getIndex() : step.getFieldName()));
    return pointer.toString();
  }

  /** Reads a job file that this reader took before, from JSON. */
  public JobFile read(String text) {
    try {
      return json.readValue(text, JobFile.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept job file cannot be read", e);
    }
  }

  /** Makes a draft of a job file. */
  public JobDraft draft(JobFile file) {
    JobFile.Spec spec = file.spec();
    boolean isInference = "inference".equals(spec.type());
    if (isInference == (spec.inference() == null)) {
      throw RefusedException.invalid(
          "job.inference",
          "/spec/inference",
          isInference
              ? "type inference needs spec.inference"
              : "spec.inference is for type inference",
          "set spec.type: inference and describe the model in spec.inference");
    }
    JobFile.@Nullable Metadata metadata = file.metadata();
    return new JobDraft(
        isInference ? "inference" : "batch",
        Optional.ofNullable(metadata).map(JobFile.Metadata::name).orElse("unnamed"),
        Optional.ofNullable(metadata).map(JobFile.Metadata::labels).orElse(Map.of()),
        isInference ? Optional.empty() : Optional.of(run(spec.run())),
        Optional.ofNullable(spec.code()).map(code -> ref(code, "/spec/code")),
        artifacts(spec.artifacts()),
        source(spec.data()),
        SplitReader.read(spec.data()),
        Optional.ofNullable(spec.inference()).map(JobFileReader::inference),
        need(spec.resources()),
        Optional.ofNullable(spec.where()),
        Optional.ofNullable(spec.devices()).orElse(List.of()),
        policy(spec.policy()),
        results(spec.results()));
  }

  private JsonNode parse(byte[] bytes, boolean isJson) {
    try {
      if (!isJson) {
        requireNoAliases(bytes);
      }
      JsonNode tree = (isJson ? json : yaml).readTree(bytes);
      if (tree == null || !tree.isObject()) {
        throw RefusedException.invalid(
                "job.syntax",
                "",
                "the job file is empty or not an object",
                "see the README's example")
            .with("line", 1);
      }
      return tree;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String place =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw RefusedException.invalid(
              "job.syntax",
              "",
              "the job file is not %s: %s%s"
                  .formatted(isJson ? "JSON" : "YAML", firstLine(e.getOriginalMessage()), place),
              "mend the syntax there")
          .with("line", line);
    } catch (IOException e) {
      throw RefusedException.invalid(
              "job.syntax", "", "the job file cannot be read: " + e.getMessage(), "send it again")
          .with("line", 1);
    }
  }

  /** An alias would be read as its name; and a few of them can stand for more than any memory. */
  private void requireNoAliases(byte[] bytes) throws IOException {
    try (YAMLParser parser = yamlFactory.createParser(bytes)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw RefusedException.invalid(
                  "job.alias",
                  parser.getParsingContext().pathAsPointer().toString(),
                  "line %d uses the YAML alias '*%s'"
                      .formatted(parser.currentLocation().getLineNr(), parser.getText()),
                  "write the value out: job files have no anchors and aliases")
              .with("line", parser.currentLocation().getLineNr())
              .with("alias", parser.getText());
        }
      }
    }
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }

  private static YAMLFactory yamlFactory() {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MOST_DEPTH);
    options.setCodePointLimit(MOST_BYTES);
    options.setAllowDuplicateKeys(false);
    YAMLFactory factory =
        YAMLFactory.builder()
            .loaderOptions(options)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
            .build();
    factory.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    return factory;
  }

  private static RunRule run(JobFile.@Nullable Run run) {
    if (run == null || run.command() == null) {
      throw RefusedException.invalid(
          "job.command",
          "/spec/run/command",
          "the job has no command",
          "say what each unit runs: run: {command: [sh, count.sh, \"{{input}}\", \"{{output}}\"]}");
    }
    RunRule.EngineChoice engine =
        RunRule.EngineChoice.valueOf(
            Optional.ofNullable(run.engine()).orElse("any").toUpperCase(Locale.ROOT));
    return new RunRule(
        run.command(),
        engine,
        Optional.ofNullable(run.image()),
        Optional.ofNullable(run.env()).orElse(Map.of()),
        Boolean.TRUE.equals(run.network()),
        Optional.ofNullable(run.java()),
        Boolean.TRUE.equals(run.checkpoints()));
  }

  private static Map<String, ArtifactRef> artifacts(@Nullable Map<String, String> artifacts) {
    Map<String, ArtifactRef> refs = new LinkedHashMap<>();
    if (artifacts != null) {
      artifacts.forEach(
          (role, text) -> {
            if (List.of("code", "input", "output", "index", "value", "checkpoint", "model", "onnx")
                .contains(role)) {
              throw RefusedException.invalid(
                      "job.role",
                      "/spec/artifacts/" + role,
                      "the role '" + role + "' has a meaning of its own",
                      "choose another name")
                  .with("role", role);
            }
            refs.put(role, ref(text, "/spec/artifacts/" + role));
          });
    }
    return refs;
  }

  private static Optional<ArtifactRef> source(JobFile.@Nullable Data data) {
    return Optional.ofNullable(data)
        .map(JobFile.Data::source)
        .map(source -> ref(source, "/spec/data/source"));
  }

  /** Reads {@code artifact:NAME} or {@code sha256:HEX}. */
  static ArtifactRef ref(String text, String pointer) {
    if (text.startsWith("sha256:") && HASH.matcher(text.substring(7)).matches()) {
      return new ArtifactRef.Hashed(text.substring(7));
    }
    if (text.startsWith("artifact:") && NAME.matcher(text.substring(9)).matches()) {
      return new ArtifactRef.Named(text.substring(9));
    }
    throw RefusedException.invalid(
            "job.reference",
            pointer,
            "'" + text + "' names neither an artifact nor a blob",
            "the coordinator sees no files of yours: let idlegrid job submit upload it, or write"
                + " artifact:NAME or sha256:HEX")
        .with("reference", text);
  }

  private static InferenceRule inference(JobFile.Inference inference) {
    return new InferenceRule(
        ref(inference.model(), "/spec/inference/model"),
        inference.labels(),
        inference.width(),
        inference.height(),
        Optional.ofNullable(inference.channels()).orElse(3),
        Optional.ofNullable(inference.layout()).orElse("nchw"),
        Optional.ofNullable(inference.mean()).orElse(List.of()),
        Optional.ofNullable(inference.std()).orElse(List.of()),
        Optional.ofNullable(inference.top()).orElse(1));
  }

  private static Need need(JobFile.@Nullable Resources resources) {
    if (resources == null) {
      return need(new JobFile.Resources(null, null, null, null, null));
    }
    String at = "/spec/resources/";
    return new Need(
        Optional.ofNullable(resources.cpu()).orElse(1.0),
        bytes(resources.memory(), "256MiB", at + "memory"),
        bytes(resources.disk(), "1GiB", at + "disk"),
        Optional.ofNullable(resources.runtime())
            .map(text -> Quantities.duration(text, at + "runtime")),
        duration(resources.timeLimit(), "1h", at + "timeLimit"));
  }

  private static Policy policy(JobFile.@Nullable Policy policy) {
    if (policy == null) {
      return policy(new JobFile.Policy(null, null, null, null, null, null, null));
    }
    String at = "/spec/policy/";
    return new Policy(
        Optional.ofNullable(policy.retries()).orElse(3),
        Optional.ofNullable(policy.deadline())
            .map(text -> Quantities.duration(text, at + "deadline")),
        Optional.ofNullable(policy.quorum()).orElse(1),
        Optional.ofNullable(policy.priority()).orElse(0),
        Placement.valueOf(
            Optional.ofNullable(policy.placement()).orElse("window").toUpperCase(Locale.ROOT)),
        Optional.ofNullable(policy.failedUnits()).orElse(0L),
        duration(policy.offlineGrace(), "6h", at + "offlineGrace"));
  }

  private static ResultRule results(JobFile.@Nullable Results results) {
    if (results == null) {
      return results(new JobFile.Results(null, null, null));
    }
    ResultRule.Merge merge =
        ResultRule.Merge.valueOf(
            Optional.ofNullable(results.merge()).orElse("concat").toUpperCase(Locale.ROOT));
    List<String> program = Optional.ofNullable(results.program()).orElse(List.of());
    if ((merge == ResultRule.Merge.PROGRAM) == program.isEmpty()) {
      throw RefusedException.invalid(
          "job.merge",
          "/spec/results",
          program.isEmpty()
              ? "merge: program needs a program"
              : "a merge program needs merge: program",
          "write results: {merge: program, program: [sh, merge.sh, \"{{input}}\", \"{{output}}\"]}");
    }
    return new ResultRule(collect(results.collect()), merge, program);
  }

  /** Devices match it against every file: a pattern must be sound, and quick to match. */
  private static String collect(@Nullable String pattern) {
    if (pattern == null) {
      return "out/**";
    }
    String collapsed = pattern.replaceAll("\\*{2,}", "*");
    boolean isSimple =
        collapsed.chars().filter(c -> "*?[{".indexOf(c) >= 0).count() <= MOST_WILDCARDS;
    try {
      var unused = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw RefusedException.invalid(
              "job.collect",
              "/spec/results/collect",
              "'%s' is no pattern of file names: %s".formatted(pattern, e.getDescription()),
              "write it like out/** or out/*.csv")
          .with("pattern", pattern)
          .with("most", MOST_WILDCARDS);
    }
    if (!isSimple) {
      throw RefusedException.invalid(
              "job.collect",
              "/spec/results/collect",
              "the pattern has more than %d wildcards".formatted(MOST_WILDCARDS),
              "write it like out/** or out/*.csv")
          .with("pattern", pattern)
          .with("most", MOST_WILDCARDS);
    }
    return pattern;
  }

  private static long bytes(@Nullable String text, String otherwise, String pointer) {
    return Quantities.bytes(text == null ? otherwise : text, pointer);
  }

  private static Duration duration(@Nullable String text, String otherwise, String pointer) {
    return Quantities.duration(text == null ? otherwise : text, pointer);
  }
}
