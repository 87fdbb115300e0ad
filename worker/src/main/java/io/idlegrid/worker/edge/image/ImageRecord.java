package io.idlegrid.worker.edge.image;

import io.idlegrid.worker.domain.run.LocalImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of an image that is here with all its parts.
 *
 * @param digest of its index: how jobs name it
 * @param manifest SHA-256 of the part that lists the others
 * @param id SHA-256 of its configuration
 * @param bytes of its layers when unpacked
 * @param engines engines that were given it
 */
record ImageRecord(String digest, String manifest, String id, long bytes, List<String> engines) {

  ImageRecord {
    engines = List.copyOf(engines);
  }

  ImageRecord with(String engine) {
    List<String> all = new ArrayList<>(engines);
    if (!all.contains(engine)) {
      all.add(engine);
    }
    return new ImageRecord(digest, manifest, id, bytes, all);
  }

  /** What an engine is given, of parts that lie in a folder. */
  LocalImage local(Path packs) {
    return new LocalImage(id, packs, manifest, bytes);
  }

  /** Bytes that engines keep of it, at most: layers that images share are counted for each. */
  long engineBytes() {
    return bytes * engines.size();
  }
}
