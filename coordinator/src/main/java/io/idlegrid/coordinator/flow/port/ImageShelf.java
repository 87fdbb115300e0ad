package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.StoredLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bytes of images. What nobody is about to name and nothing reaches may go at any time. */
public interface ImageShelf {

  /**
   * What an archive held.
   *
   * @param newBytes stored for it, packed
   */
  record Taken(List<ImageVariant> variants, long newBytes) {

    public Taken {
      variants = List.copyOf(variants);
    }
  }

  /** Nothing is dropped until the answer is run, by the thread that asked. */
  Runnable hold();

  /**
   * Takes an uploaded archive in; the archive itself goes.
   *
   * @param archive SHA-256 of the archive
   * @param arch the only architecture to take
   * @throws io.idlegrid.coordinator.flow.RefusedException when the archive is not there, or not
   *     sound
   */
  Taken take(String archive, Optional<String> arch) throws IOException;

  /**
   * Takes in what a folder holds, an OCI layout; the folder stays.
   *
   * @param stored what files made as layers before, by their SHA-256; they may be missing
   * @throws io.idlegrid.coordinator.flow.RefusedException when it is not sound
   */
  Taken takeLayout(Path folder, Map<String, StoredLayer> stored) throws IOException;

  /** The layers of an image that is here, lowest first. */
  List<StoredLayer> layers(ImageVariant image) throws IOException;

  /**
   * Takes in what a file holds, an archive as engines save it; the file stays.
   *
   * @throws io.idlegrid.coordinator.flow.RefusedException when it is not sound
   */
  Taken takeFile(Path archive) throws IOException;

  /** Makes variants durable together; returns the digest of their index. */
  String bind(List<ImageVariant> variants) throws IOException;

  /**
   * Drops what is reached from none of these indexes.
   *
   * @return bytes that became free; empty when somebody holds
   */
  Optional<Long> retain(Collection<String> digests) throws IOException;
}
