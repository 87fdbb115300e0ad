package io.idlegrid.image.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** An OCI layout that is not packed: a folder. */
record LayoutFolder(Path folder) implements ImageFiles {

  /** No other name is looked up, so none leads out of the folder. */
  private static final Pattern NAME =
      Pattern.compile("oci-layout|index\\.json|blobs/sha256/[0-9a-f]{64}");

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
