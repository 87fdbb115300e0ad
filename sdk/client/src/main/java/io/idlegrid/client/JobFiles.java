package io.idlegrid.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.idlegrid.protocol.store.ArtifactView;
import io.idlegrid.protocol.store.Dataset;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Makes job files ready for the coordinator, which sees no files of its users: whatever a job file
 * names by path is uploaded once and replaced by its hash. Folders are packed so that the same
 * files make the same blob; what the coordinator has already is not sent again.
 *
 * <p>Paths of {@code code}, {@code artifacts}, {@code data.glob} and {@code inference.model} are
 * relative to the job file. {@code artifact:NAME} and {@code sha256:HEX} stay as they are. All else
 * goes to the coordinator as it was written, to be judged there.
 *
 * <pre>{@code
 * JsonNode ready = new JobFiles(api).prepare(Path.of("job.yaml"));
 * JobReceipt receipt = api.post("/api/v1/jobs", ready, JobReceipt.class);
 * }</pre>
 */
public final class JobFiles {

  private static final long MOST_BYTES = 16L << 20;

  private final GridApi api;
  private final UploadListener listener;
  private final ObjectMapper json = GridApi.json();

  /** Uploads without telling how far it is. */
  public JobFiles(GridApi api) {
    this(api, UploadListener.NONE);
  }

  public JobFiles(GridApi api, UploadListener listener) {
    this.api = api;
    this.listener = listener;
  }

  /**
   * Reads a job file, YAML or JSON, without looking into it.
   *
   * @throws GridException {@code file.missing}, {@code job.syntax} with line and column
   */
  public static ObjectNode read(Path jobFile) {
    if (!Files.isRegularFile(jobFile)) {
      throw GridException.of(
          "file.missing", "there is no job file " + jobFile, "check the path you gave");
    }
    try {
      if (Files.size(jobFile) > MOST_BYTES) {
        throw GridException.of(
            "job.too-large",
            "%s has more than %d MiB".formatted(jobFile, MOST_BYTES >> 20),
            "large data belongs into data, not into the job file");
      }
      return parse(Files.readString(jobFile), jobFile.toString());
    } catch (IOException e) {
      throw LocalFiles.unreadable(jobFile, e);
    }
  }

  /**
   * Reads the text of a job file.
   *
   * @param name what to call it in an error
   */
  public static ObjectNode parse(String text, String name) {
    boolean isJson = text.stripLeading().startsWith("{");
    ObjectMapper mapper = isJson ? new ObjectMapper() : new YAMLMapper();
    mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    try {
      JsonNode tree = mapper.readTree(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw GridException.of(
          "job.syntax",
          name + " is empty or not an object",
          "a job file begins with apiVersion: idlegrid/v1");
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw GridException.of(
          "job.syntax",
          "%s is not %s: %s%s".formatted(name, isJson ? "JSON" : "YAML", reason, place),
          "mend the syntax there",
          e);
    }
  }

  /** Reads a job file and uploads what it names; returns what to submit. */
  public ObjectNode prepare(Path jobFile) {
    ObjectNode tree = read(jobFile);
    Path folder = jobFile.toAbsolutePath().getParent();
    return prepare(tree, folder == null ? Path.of("/") : folder);
  }

  /** Uploads what a job names; returns what to submit. */
  public ObjectNode prepare(Job job) {
    ObjectNode tree = job.tree();
    job.localData()
        .ifPresent(
            path ->
                tree.withObjectProperty("spec")
                    .withObjectProperty("data")
                    .put("source", dataset(DataFiles.of(path), path.toString())));
    return prepare(tree, Path.of("").toAbsolutePath());
  }

  /**
   * Uploads what a job file's tree names.
   *
   * @param base folder that its paths are relative to
   * @return a changed copy
   */
  public ObjectNode prepare(ObjectNode jobFile, Path base) {
    ObjectNode tree = jobFile.deepCopy();
    if (tree.get("spec") instanceof ObjectNode spec) {
      // All paths are looked at before anything is sent: half an upload helps nobody.
      List<Runnable> uploads = new ArrayList<>();
      text(spec, "code").ifPresent(path -> uploads.add(code(spec, path, base)));
      artifacts(spec, base, uploads);
      data(spec, base, uploads);
      if (spec.get("inference") instanceof ObjectNode inference) {
        text(inference, "model").ifPresent(path -> uploads.add(model(inference, path, base)));
      }
      uploads.forEach(Runnable::run);
    }
    return tree;
  }

  private Runnable code(ObjectNode spec, String path, Path base) {
    Path file = existing("code", path, base);
    return () ->
        spec.put("code", "sha256:" + (Files.isDirectory(file) ? packed(file) : upload(file)));
  }

  private void artifacts(ObjectNode spec, Path base, List<Runnable> uploads) {
    if (!(spec.get("artifacts") instanceof ObjectNode artifacts)) {
      return;
    }
    List<String> roles = new ArrayList<>();
    artifacts.fieldNames().forEachRemaining(roles::add);
    for (String role : roles) {
      text(artifacts, role)
          .ifPresent(
              path -> {
                Path file = existing("artifacts." + role, path, base);
                uploads.add(
                    () ->
                        artifacts.put(
                            role,
                            Files.isDirectory(file)
                                ? unpackedFolder(file)
                                : "sha256:" + upload(file)));
              });
    }
  }

  /** A blob alone does not say that it is to be unpacked; a name can. */
  private String unpackedFolder(Path folder) {
    String sha256 = packed(folder);
    String name = "folder-" + sha256.substring(0, 32);
    api.put(
        "/api/v1/artifacts/" + name,
        new ArtifactView.Request("archive", sha256),
        ArtifactView.class);
    return "artifact:" + name;
  }

  private void data(ObjectNode spec, Path base, List<Runnable> uploads) {
    if (!(spec.get("data") instanceof ObjectNode data)) {
      return;
    }
    if (data.get("glob") != null && data.get("source") != null) {
      throw GridException.of(
          "job.data", "data has both a glob and a source", "leave one of them out");
    }
    if (data.get("glob") != null && data.get("glob").isTextual()) {
      String glob = data.get("glob").textValue();
      SortedMap<String, Path> files = DataFiles.matching(glob, base);
      uploads.add(
          () -> {
            data.remove("glob");
            data.put("source", dataset(files, glob));
          });
    }
  }

  private Runnable model(ObjectNode inference, String path, Path base) {
    Path file = existing("inference.model", path, base);
    if (!Files.isRegularFile(file)) {
      throw GridException.of(
          "file.kind", "inference.model: " + file + " is not a file", "name the ONNX file itself");
    }
    return () -> inference.put("model", "sha256:" + upload(file));
  }

  private static Path existing(String what, String path, Path base) {
    Path file = base.resolve(path).normalize();
    if (!Files.exists(file)) {
      throw DataFiles.missing(what, file);
    }
    return file;
  }

  /** A path; empty for a reference, and for what is no text and is left to the coordinator. */
  private static Optional<String> text(ObjectNode node, String field) {
    return Optional.ofNullable(node.get(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.startsWith("sha256:") && !text.startsWith("artifact:"));
  }

  private String packed(Path folder) {
    try {
      Path archive = Files.createTempFile("idlegrid-code", ".tar");
      try {
        new CodeArchive(folder).pack(archive);
        return upload(archive, folder.toString());
      } finally {
        Files.deleteIfExists(archive);
      }
    } catch (IOException e) {
      throw LocalFiles.unreadable(folder, e);
    }
  }

  private String upload(Path file) {
    return upload(file, file.toString());
  }

  private String upload(Path file, String shown) {
    return api.uploadBlob(file, (done, total) -> listener.uploading(shown, done, total));
  }

  /** Uploads files and the list of them; returns the reference of the list. */
  private String dataset(SortedMap<String, Path> files, String shown) {
    try {
      Path list = Files.createTempFile("idlegrid-data", ".json");
      try {
        writeDataset(files, list, shown);
        return "sha256:" + api.uploadBlob(list);
      } finally {
        Files.deleteIfExists(list);
      }
    } catch (IOException e) {
      throw GridException.of(
          "file.unreadable",
          "the files of %s cannot be listed: %s".formatted(shown, e.getMessage()),
          "check the free space of the temporary folder",
          e);
    }
  }

  private void writeDataset(SortedMap<String, Path> files, Path list, String shown)
      throws IOException {
    long total = 0;
    for (Path file : files.values()) {
      total += Files.size(file);
    }
    long done = 0;
    // The coordinator knows a list by how it begins: version, then files, without blanks.
    try (OutputStream out = Files.newOutputStream(list);
        JsonGenerator generator = json.getFactory().createGenerator(out)) {
      out.write(
          ("{\"version\":" + Dataset.VERSION + ",\"files\":").getBytes(StandardCharsets.UTF_8));
      generator.writeStartArray();
      for (Map.Entry<String, Path> file : files.entrySet()) {
        long before = done;
        long all = total;
        String sha256 =
            api.uploadBlob(
                file.getValue(), (now, size) -> listener.uploading(shown, before + now, all));
        long size = Files.size(file.getValue());
        done += size;
        json.writeValue(generator, new Dataset.Entry(file.getKey(), size, sha256));
      }
      generator.writeEndArray();
      generator.flush();
      out.write('}');
    }
  }
}
