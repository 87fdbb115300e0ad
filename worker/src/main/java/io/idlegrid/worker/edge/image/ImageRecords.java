package io.idlegrid.worker.edge.image;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.ObjectName;
import io.idlegrid.worker.edge.disk.SmallFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small file for each image that is here; its time is when the image was last used. */
final class ImageRecords {

  private static final Logger LOG = LoggerFactory.getLogger(ImageRecords.class);
  private static final String ENDING = ".json";

  private final Path folder;
  private final ObjectMapper json;
  private final Clock clock;

  ImageRecords(Path folder, ObjectMapper json, Clock clock) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.json = json;
    this.clock = clock;
  }

  Optional<ImageRecord> find(String digest) throws IOException {
    Path file = file(digest);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(Files.readAllBytes(file), ImageRecord.class));
    } catch (JacksonException e) {
      LOG.warn("what was kept of image {} cannot be read, so it is looked through anew", digest);
      Files.delete(file);
      return Optional.empty();
    }
  }

  void put(ImageRecord record) throws IOException {
    SmallFiles.replace(file(record.digest()), json.writeValueAsBytes(record));
    touch(record.digest());
  }

  void touch(String digest) throws IOException {
    Files.setLastModifiedTime(file(digest), FileTime.from(clock.instant()));
  }

  void remove(String digest) throws IOException {
    Files.deleteIfExists(file(digest));
  }

  /** All of them, the one that was used least recently first. */
  List<ImageRecord> oldestFirst() throws IOException {
    record Dated(ImageRecord record, FileTime at) {}
    List<Dated> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path path : files) {
        String name = String.valueOf(path.getFileName());
        String digest = name.substring(0, name.length() - ENDING.length());
        FileTime at = Files.getLastModifiedTime(path);
        find(digest).ifPresent(record -> found.add(new Dated(record, at)));
      }
    }
    found.sort(Comparator.comparing(Dated::at));
    return found.stream().map(Dated::record).toList();
  }

  private Path file(String digest) {
    if (!ObjectName.isValid(digest)) {
      throw new IllegalArgumentException("'" + digest + "' is not the digest of an image");
    }
    return folder.resolve(digest + ENDING);
  }
}
