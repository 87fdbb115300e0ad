package io.idlegrid.coordinator.edge.build;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.archive.ArchiveException;
import io.idlegrid.archive.ArchiveLimits;
import io.idlegrid.archive.ArchiveUnpacker;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.ImageBuilder;
import io.idlegrid.image.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds with the container engine of this machine. Every step gets the operator's limits and no
 * network; what a step may is what the engine's default lets a container's root do.
 */
public final class EngineBuilds implements ImageBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(EngineBuilds.class);
  private static final int MOST_ENTRIES = 100_000;
  private static final int MOST_RATIO = 200;

  private final BuildSettings settings;
  private final Place place;

  /**
   * Where builds work.
   *
   * @param scratch folder that is emptied at the start
   * @param mark tells builds of this coordinator from those of others with the same engine
   * @param incoming where folders are uploaded to
   * @param images opens an image as engines load it
   * @param reserveBytes disk that stays free
   */
  public record Place(
      Path scratch, String mark, FileBlobStore incoming, Lending images, long reserveBytes) {}

  /** Opens an image as engines load it. */
  @FunctionalInterface
  public interface Lending {
    InputStream open(ImageVariant image, String tag) throws IOException;
  }

  public EngineBuilds(BuildSettings settings, Place place) throws IOException {
    this.settings = settings;
    this.place = place;
    if (Files.exists(place.scratch())) {
      FileTree.delete(place.scratch());
    }
    Files.createDirectories(place.scratch());
  }

  @Override
  public boolean has(String archive) {
    return FileBlobStore.isName(archive) && place.incoming().has(archive);
  }

  @Override
  public void forget(String archive) throws IOException {
    place.incoming().remove(archive);
  }

  @Override
  public Context open(String archive) throws IOException {
    place.incoming().requireSpace();
    long most = Math.min(settings.diskBytes(), room());
    Path folder = Files.createTempDirectory(place.scratch(), "build-");
    try (InputStream in = Files.newInputStream(place.incoming().path(archive))) {
      ArchiveUnpacker.unpack(
          in,
          Files.createDirectory(folder.resolve("context")),
          new ArchiveLimits(MOST_ENTRIES, most, MOST_RATIO));
      return context(folder);
    } catch (ArchiveException e) {
      FileTree.delete(folder);
      throw e.code().equals("archive.bomb") && most < settings.diskBytes()
          ? full(most)
          : RefusedException.invalid(
              e.code(), "/context", String.valueOf(e.getMessage()), e.hint());
    } catch (IOException | RuntimeException e) {
      FileTree.delete(folder);
      throw e;
    }
  }

  /** A folder lies here twice for a moment: as it is, and as what the engine is given. */
  private long room() throws IOException {
    long free = Files.getFileStore(place.scratch()).getUsableSpace() - place.reserveBytes();
    return Math.max(0, free / 2);
  }

  private static RefusedException full(long room) {
    return RefusedException.of(
            Kind.TOO_LARGE,
            "build.disk",
            "the coordinator's disk has room for a folder of %d MiB only".formatted(room >> 20),
            "name in .dockerignore what the build does not need, or tell the operator")
        .with("most", room);
  }

  private Context context(Path folder) throws IOException {
    EngineHttp engine = new EngineHttp(settings, settings.time().plusMinutes(1));
    try {
      JsonNode info = engine.get("/info");
      Path root = Path.of(info.path("DockerRootDir").asText("/"));
      DiskWatch disk =
          DiskWatch.of(
              Files.isDirectory(root) ? root : folder, settings.diskBytes(), place.reserveBytes());
      BuildGroup group = BuildGroup.make(place.mark(), info.path("CgroupDriver").asText("unknown"));
      return new EngineContext(engine, settings, place, folder, group, disk);
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /** Removes what builds left behind that a stop interrupted, if the engine is there. */
  public void removeLeftovers() {
    try (EngineHttp engine = new EngineHttp(settings, settings.time())) {
      EngineContext.sweep(engine, place.mark());
    } catch (IOException | RefusedException e) {
      LOG.warn("leftovers of builds are not looked for: {}", e.getMessage());
    }
  }
}
