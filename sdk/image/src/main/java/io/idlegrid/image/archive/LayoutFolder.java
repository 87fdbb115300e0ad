package io.idlegrid.image.archive;

import io.idlegrid.protocol.image.ImageManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An OCI layout that is not packed: a folder.
 *
 * @param stored layers whose files may be missing, by the SHA-256 of those
 */
record LayoutFolder(Path folder, Map<String, ImageManifest.Layer> stored) implements ImageFiles {

  private static final String BLOBS = "blobs/sha256/";

  /** No other name is looked up, so none leads out of the folder. */
  private static final Pattern NAME =
      Pattern.compile("oci-layout|index\\.json|" + BLOBS + "[0-9a-f]{64}");

  LayoutFolder {
    stored = Map.copyOf(stored);
  }

  @Override
  public Path tar() {
    throw new IllegalStateException("a layout has no tar");
  }

  @Override
  public Optional<Long> size(String name) throws IOException {
    Path file = folder.resolve(name);
    return NAME.matcher(name).matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(Files.size(file))
        : Optional.empty();
  }

  @Override
  public Optional<ImageManifest.Layer> stored(String name) {
    return name.startsWith(BLOBS)
        ? Optional.ofNullable(stored.get(name.substring(BLOBS.length())))
        : Optional.empty();
  }

  @Override
  public InputStream open(String name) throws IOException {
    if (!has(name)) {
      throw ImageFiles.missing(name);
    }
    return Files.newInputStream(folder.resolve(name));
  }

  @Override
  public void close() {
    // Whoever made the folder removes it.
  }
}
