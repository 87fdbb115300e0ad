package io.idlegrid.coordinator.edge.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.edge.build.EngineHttp.EngineRefusedException;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.ImageBuilder.Context;
import io.idlegrid.coordinator.flow.port.ImageBuilder.Recipe;
import io.idlegrid.coordinator.flow.port.ImageBuilder.Watcher;
import io.idlegrid.image.Architecture;
import io.idlegrid.image.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that is built by the engine. */
final class EngineContext implements Context {

  private static final Logger LOG = LoggerFactory.getLogger(EngineContext.class);

  /** On whatever a build makes: containers, and images without a name. */
  private static final String LABEL = "io.idlegrid.build";

  /** No registry can have that name, so an engine that misses the image finds it nowhere else. */
  private static final String NOWHERE = "idlegrid.invalid/";

  private static final String DOCKERFILE = ".idlegrid.dockerfile";
  private static final String IGNORED = ".dockerignore";
  private static final long MOST_TEXT = 1 << 20;
  private static final long PERIOD_MICROS = 100_000;
  private static final long OPEN_FILES = 1_024;

  private final EngineHttp engine;
  private final BuildSettings settings;
  private final EngineBuilds.Place place;
  private final Path folder;
  private final Path context;
  private final BuildGroup group;
  private final DiskWatch disk;
  private final Map<String, String> lent = new LinkedHashMap<>();
  private final String tag;

  EngineContext(
      EngineHttp engine,
      BuildSettings settings,
      EngineBuilds.Place place,
      Path folder,
      BuildGroup group,
      DiskWatch disk) {
    this.engine = engine;
    this.settings = settings;
    this.place = place;
    this.folder = folder;
    this.context = folder.resolve("context");
    this.group = group;
    this.disk = disk;
    this.tag = NOWHERE + place.mark() + ":built";
  }

  @Override
  public String text(String path) throws IOException {
    Path file = inside(path);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw RefusedException.invalid(
              "build.dockerfile",
              path,
              "the folder has no file '" + path + "'",
              "write a Dockerfile there, or name another with --file")
          .with("file", path);
    }
    if (Files.size(file) > MOST_TEXT) {
      throw RefusedException.invalid(
              "build.dockerfile",
              path,
              "'%s' has %d bytes, too many for a Dockerfile".formatted(path, Files.size(file)),
              "is it another file?")
          .with("file", path);
    }
    return Files.readString(file);
  }

  private Path inside(String path) {
    try {
      Path file = context.resolve(path).normalize();
      if (file.startsWith(context)) {
        return file;
      }
    } catch (InvalidPathException e) {
      LOG.debug("no path: {}", path, e);
    }
    throw RefusedException.invalid(
            "build.dockerfile",
            path,
            "'" + path + "' does not lie in the folder",
            "name it by its path below the folder")
        .with("file", path);
  }

  @Override
  public String arch() throws IOException {
    return Architecture.ofMachine(engine.get("/info").path("Architecture").asText());
  }

  @Override
  public void lend(String name, ImageVariant image) throws IOException {
    disk.require();
    String lentAs = NOWHERE + place.mark() + ":" + image.id();
    try (InputStream archive = place.images().open(image, lentAs);
        Response loaded = engine.open("POST", "/images/load?quiet=1", archive)) {
      loaded.getBody().transferTo(OutputStream.nullOutputStream());
    }
    lent.put(name, lentAs);
    disk.require();
    JsonNode triggers = engine.get("/images/" + lentAs + "/json").at("/Config/OnBuild");
    if (triggers.isArray() && !triggers.isEmpty()) {
      throw RefusedException.invalid(
          "build.base",
          name,
          "image '%s' has instructions for builds upon it (ONBUILD), which are not served"
              .formatted(name),
          "build upon an image without them");
    }
  }

  @Override
  public Path build(Recipe recipe, Watcher watcher) throws IOException {
    Path archive = folder.resolve("context.tar");
    write(recipe);
    ContextTar.pack(context, archive);
    FileTree.delete(context);
    Map<String, String> names = new LinkedHashMap<>();
    lent.forEach((name, lentAs) -> names.put(lentAs, name));
    BuildOutput output = new BuildOutput(names, watcher::said);
    run(recipe, archive, output, watcher);
    output
        .error()
        .ifPresent(
            why -> {
              throw failed(recipe, output, why);
            });
    return save();
  }

  private void run(Recipe recipe, Path archive, BuildOutput output, Watcher watcher)
      throws IOException {
    try (InputStream in = Files.newInputStream(archive);
        Response said = engine.open("POST", EngineHttp.path("/build", query(recipe)), in);
        BuildWatch watch = BuildWatch.start(settings.time(), disk, watcher, () -> close(said))) {
      try {
        output.read(said.getBody());
      } catch (IOException | RuntimeException e) {
        if (watch.reason().isEmpty()) {
          throw e;
        }
        LOG.debug("the connection of a build broke off, as it was to", e);
      }
      // A connection that was closed may look like one that ended.
      if (watch.reason().isPresent()) {
        throw placed(recipe, output, watch.reason().get());
      }
    } catch (EngineRefusedException e) {
      throw failed(recipe, output, String.valueOf(e.getMessage()));
    }
  }

  /** The engine is told to end what it does for us by nobody listening any more. */
  private static void close(Response response) {
    try {
      response.close();
    } catch (UncheckedIOException e) {
      LOG.debug("the connection of a build was gone already", e);
    }
  }

  private static RefusedException failed(Recipe recipe, BuildOutput output, String why) {
    return RefusedException.invalid(
        "build.failed", place(recipe, output), why, "the log above says more");
  }

  private static RefusedException placed(
      Recipe recipe, BuildOutput output, RefusedException reason) {
    RefusedException placed =
        RefusedException.invalid(
            reason.code(), place(recipe, output), reason.detail(), reason.hint());
    reason.values().forEach(placed::with);
    return placed;
  }

  private static String place(Recipe recipe, BuildOutput output) {
    return recipe
        .dockerfile()
        .lineOfStep(output.step())
        .map(line -> recipe.place() + ":" + line)
        .orElse(recipe.place());
  }

  /** What is written for the engine is left out of what the build can copy. */
  private void write(Recipe recipe) throws IOException {
    Files.deleteIfExists(context.resolve(DOCKERFILE));
    Files.writeString(
        context.resolve(DOCKERFILE),
        recipe
            .dockerfile()
            .written(name -> lent.getOrDefault(name, name), LABEL + "=" + place.mark()));
    Path ignored = context.resolve(IGNORED);
    boolean isNew = !Files.isRegularFile(ignored, LinkOption.NOFOLLOW_LINKS);
    if (isNew && Files.exists(ignored, LinkOption.NOFOLLOW_LINKS)) {
      throw RefusedException.invalid(
              "build.dockerfile",
              IGNORED,
              IGNORED + " is no file",
              "write it as a file, or take it away")
          .with("file", IGNORED);
    }
    Files.writeString(
        ignored,
        "\n" + DOCKERFILE + "\n" + (isNew ? IGNORED + "\n" : ""),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private Map<String, String> query(Recipe recipe) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("version", "1");
    query.put("dockerfile", DOCKERFILE);
    query.put("t", tag);
    query.put("rm", "1");
    query.put("forcerm", "1");
    // What others built shall not show by how quick a build is.
    query.put("nocache", "1");
    query.put("memory", Long.toString(settings.memoryBytes()));
    query.put("memswap", Long.toString(settings.memoryBytes()));
    query.put("cpuperiod", Long.toString(PERIOD_MICROS));
    query.put("cpuquota", Long.toString(Math.round(settings.cpus() * PERIOD_MICROS)));
    query.put("networkmode", settings.network() ? "bridge" : "none");
    if (!group.parent().isEmpty()) {
      query.put("cgroupparent", group.parent());
    }
    query.put(
        "ulimits",
        """
        [{"Name":"core","Hard":0,"Soft":0},\
        {"Name":"nofile","Hard":%1$d,"Soft":%1$d},\
        {"Name":"nproc","Hard":%2$d,"Soft":%2$d},\
        {"Name":"fsize","Hard":%3$d,"Soft":%3$d}]"""
            .formatted(OPEN_FILES, BuildSettings.PROCESSES, settings.diskBytes()));
    query.put("buildargs", json.writeValueAsString(recipe.arguments()));
    recipe.target().ifPresent(stage -> query.put("target", stage));
    return query;
  }

  private Path save() throws IOException {
    Path saved = folder.resolve("image.tar");
    byte[] buffer = new byte[1 << 16];
    // The engine may have a disk of its own.
    DiskWatch here = DiskWatch.of(folder, settings.diskBytes(), place.reserveBytes());
    try (Response image =
            engine.open("GET", "/images/" + tag + "/get", InputStream.nullInputStream());
        OutputStream out = Files.newOutputStream(saved)) {
      InputStream in = image.getBody();
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        disk.require();
        here.require();
        if (bytes > settings.diskBytes()) {
          throw RefusedException.invalid(
                  "build.disk",
                  "",
                  "the image is larger than the %d MiB that a build may take"
                      .formatted(settings.diskBytes() >> 20),
                  "leave out what its programs do not need")
              .with("most", settings.diskBytes());
        }
        out.write(buffer, 0, read);
      }
    }
    return saved;
  }

  /** Nothing stays, in the engine and here. */
  @Override
  public void close() throws IOException {
    try (engine) {
      sweep(engine, place.mark());
    } catch (IOException e) {
      LOG.warn("a build left something behind in the engine: {}", e.getMessage());
    } finally {
      group.remove();
      FileTree.delete(folder);
    }
  }

  static void sweep(EngineHttp engine, String mark) throws IOException {
    String ours = filter("label", LABEL + "=" + mark);
    for (JsonNode container :
        engine.get(EngineHttp.path("/containers/json", Map.of("all", "1", "filters", ours)))) {
      engine.remove("/containers/" + container.path("Id").asText() + "?force=1&v=1");
    }
    // What was built goes before what it was built upon, which then has nothing that needs it.
    engine.remove("/images/" + NOWHERE + mark + ":built");
    engine.post(
        EngineHttp.path(
            "/images/prune",
            Map.of(
                "filters",
                "{\"dangling\":[\"true\"],\"label\":[\"%s=%s\"]}".formatted(LABEL, mark))));
    String lent = filter("reference", NOWHERE + mark);
    for (JsonNode image : engine.get(EngineHttp.path("/images/json", Map.of("filters", lent)))) {
      for (JsonNode name : image.path("RepoTags")) {
        if (name.asText().startsWith(NOWHERE + mark + ":")) {
          engine.remove("/images/" + name.asText());
        }
      }
    }
  }

  private static String filter(String kind, String value) {
    return "{\"%s\":[\"%s\"]}".formatted(kind, value);
  }
}
