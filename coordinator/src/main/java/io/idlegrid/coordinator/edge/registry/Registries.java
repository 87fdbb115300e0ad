package io.idlegrid.coordinator.edge.registry;

import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.ImageRegistry;
import io.idlegrid.image.FileTree;
import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.image.registry.RegistryHttp;
import io.idlegrid.image.registry.RegistryRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fetches images from the registries that are allowed. */
public final class Registries implements ImageRegistry {

  /** What an outage left behind waits so long for the next try, and no longer. */
  private static final Duration KEPT = Duration.ofHours(1);

  /** Of all pulls that broke: no account pays for it, so it stays small beside the disk. */
  private static final long MOST_KEPT = 4L << 30;

  private final AllowedRegistries allowed;
  private final Path folder;
  private final long reserveBytes;
  private final Tries tries;

  /** Layouts that somebody fetches into or takes images out of. */
  private final Set<Path> inUse = ConcurrentHashMap.newKeySet();

  /**
   * @param folder where images are while they are fetched; what is left of broken tries stays
   * @param reserveBytes disk that stays free
   */
  public Registries(AllowedRegistries allowed, Path folder, long reserveBytes) throws IOException {
    this(allowed, folder, reserveBytes, Tries.PATIENT);
  }

  Registries(AllowedRegistries allowed, Path folder, long reserveBytes, Tries tries)
      throws IOException {
    this.allowed = allowed;
    this.tries = tries;
    this.reserveBytes = reserveBytes;
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public void requireAllowed(RegistryReference reference) {
    registry(reference);
  }

  @Override
  public Fetched fetch(
      RegistryReference reference, List<String> archs, Set<String> stored, Watcher watcher)
      throws IOException {
    RegistryAddress registry = registry(reference);
    Path layout = layout(reference);
    inUse.add(layout);
    RegistryPull pull =
        new RegistryPull(
            http(registry, reference), reference, new BlobFolder(layout, reserveBytes, tries));
    return told(() -> pull.fetch(archs, stored, watcher));
  }

  @Override
  public String digest(RegistryReference reference) throws IOException {
    RegistryHttp http = http(registry(reference), reference);
    return told(() -> RegistryPull.digest(http, reference));
  }

  private RegistryHttp http(RegistryAddress registry, RegistryReference reference) {
    return new RegistryHttp(registry, reference.repository(), tries.least());
  }

  private static <T> T told(Tries.Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (RegistryRefusal e) {
      throw refused(e);
    }
  }

  private static RefusedException refused(RegistryRefusal refusal) {
    String detail = String.valueOf(refusal.getMessage());
    return switch (refusal.why()) {
      case LOGIN ->
          RefusedException.of(
              Kind.NOT_ALLOWED,
              "registry.login",
              detail,
              "the administrator gives logins: idlegrid coordinator --registry-logins FILE");
      case REDIRECT ->
          RefusedException.of(
              Kind.NOT_ALLOWED,
              "registry.redirect",
              detail,
              "only the registry itself may be there: have it hand out layers and tokens by"
                  + " itself");
    };
  }

  private Path layout(RegistryReference reference) {
    String name =
        BlobFolder.sha256(
            (reference.registry() + "/" + reference.repository()).getBytes(StandardCharsets.UTF_8));
    return folder.resolve(name.substring(0, 32));
  }

  @Override
  public void forget(RegistryReference reference) throws IOException {
    Path layout = layout(reference);
    try {
      if (Files.exists(layout)) {
        FileTree.delete(layout);
      }
    } finally {
      inUse.remove(layout);
    }
  }

  @Override
  public void leave(RegistryReference reference, Instant now) throws IOException {
    inUse.remove(layout(reference));
    sweep(now);
  }

  /** What a try left behind. */
  private record Left(Path layout, Instant at, long bytes) {}

  @Override
  public synchronized void sweep(Instant now) throws IOException {
    List<Left> left = new ArrayList<>();
    try (var layouts = Files.newDirectoryStream(folder, layout -> !inUse.contains(layout))) {
      for (Path layout : layouts) {
        left.add(left(layout));
      }
    }
    left.sort(Comparator.comparing(Left::at).reversed());
    long kept = 0;
    for (Left each : left) {
      kept += each.bytes();
      boolean isTooMuch = each.at().isBefore(now.minus(KEPT)) || kept > MOST_KEPT;
      if (isTooMuch && !inUse.contains(each.layout())) {
        FileTree.delete(each.layout());
      }
    }
  }

  private static Left left(Path layout) throws IOException {
    Path touched = layout.resolve("blobs/sha256");
    Path dated = Files.exists(touched) ? touched : layout;
    long bytes = 0;
    if (Files.exists(touched)) {
      try (var files = Files.newDirectoryStream(touched)) {
        for (Path file : files) {
          bytes += Files.size(file);
        }
      }
    }
    return new Left(layout, Files.getLastModifiedTime(dated).toInstant(), bytes);
  }

  private RegistryAddress registry(RegistryReference reference) {
    return allowed
        .find(reference.registry())
        .orElseThrow(
            () ->
                RefusedException.of(
                        Kind.NOT_ALLOWED,
                        "registry.not-allowed",
                        "registry %s is not allowed here, only %s"
                            .formatted(reference.registry(), allowed.names()),
                        "the administrator allows it: idlegrid coordinator --registry "
                            + reference.registry())
                    .with("registry", reference.registry())
                    .with("allowed", allowed.names()));
  }
}
