package io.idlegrid.client;

import io.idlegrid.protocol.image.BuildView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The build of an image, by the coordinator's host.
 *
 * <pre>{@code
 * new ImageBuild(grid.api(), "count:1")
 *     .begin(ImageBuild.folder(Path.of("count")), TransferListener.NONE)
 *     .join(System.err::print);
 * }</pre>
 */
public final class ImageBuild {

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String GONE = "image.archive";

  private final GridApi api;
  private final String name;

  /**
   * A folder to be built.
   *
   * @param dockerfile path of the Dockerfile below the folder
   * @param arguments values for ARG
   * @param target the stage to end with; the last when absent
   */
  public record Source(
      Path folder, String dockerfile, Map<String, String> arguments, Optional<String> target) {

    public Source {
      arguments = Map.copyOf(arguments);
    }
  }

  /** A folder with a file {@code Dockerfile}. */
  public static Source folder(Path folder) {
    return new Source(folder, "Dockerfile", Map.of(), Optional.empty());
  }

  /** The build that gives an image this name; nothing is asked yet. */
  public ImageBuild(GridApi api, String name) {
    this.api = api;
    this.name = name;
  }

  /**
   * Sends a folder, without what its {@code .dockerignore} names, and begins to build it.
   *
   * @throws GridException {@code build.…} when the coordinator does not build it; {@code code.…}
   *     when the folder holds what cannot be sent
   */
  public ImageBuild begin(Source source, TransferListener listener) {
    if (!Files.isRegularFile(source.folder().resolve(source.dockerfile()))) {
      throw GridException.of(
          "build.dockerfile",
          "there is no file " + source.folder().resolve(source.dockerfile()),
          "write a Dockerfile there, or name another");
    }
    try {
      ask(source, listener);
    } catch (GridException e) {
      if (!e.code().equals(GONE)) {
        throw e;
      }
      // Another build of the same folder ended meanwhile, and the folder went with it.
      ask(source, listener);
    }
    return this;
  }

  private void ask(Source source, TransferListener listener) {
    api.post(
        path(),
        new BuildView.Request(
            sent(source, listener),
            source.dockerfile(),
            source.arguments(),
            source.target().orElse(null)),
        BuildView.class);
  }

  private String sent(Source source, TransferListener listener) {
    try {
      Path archive = Files.createTempFile("idlegrid-build", ".tar");
      try {
        IgnoredFiles ignored = IgnoredFiles.of(source.folder());
        new CodeArchive(source.folder(), ignored.sent(List.of(source.dockerfile()))).pack(archive);
        return api.uploadArchive(archive, listener);
      } finally {
        Files.delete(archive);
      }
    } catch (IOException e) {
      throw GridException.of(
          "build.folder",
          "folder %s cannot be packed: %s".formatted(source.folder(), e.getMessage()),
          "may it be read, and is there room for its archive?");
    }
  }

  /** How it goes, and what it said from a place on. */
  public BuildView look(long from) {
    return api.get(path() + "?from=" + from, BuildView.class);
  }

  /**
   * Waits until it is over.
   *
   * @param log hears what it says, while it does
   * @return its end; {@link BuildView#problem} tells why it failed
   */
  public BuildView join(Consumer<String> log) throws InterruptedException {
    BuildView now = look(0);
    while (now.goesOn() || !now.log().isEmpty()) {
      log.accept(now.log());
      if (now.log().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      }
      now = look(now.next());
    }
    return now;
  }

  /** Ends it. */
  public void cancel() {
    api.delete(path());
  }

  private String path() {
    return "/api/v1/images/" + GridApi.segment(name) + "/build";
  }
}
