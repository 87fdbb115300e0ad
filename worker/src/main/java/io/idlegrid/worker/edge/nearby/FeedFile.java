package io.idlegrid.worker.edge.nearby;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.edge.disk.SmallFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file in which a cache keeps what it knows of a registry nearby. */
public final class FeedFile {

  private static final Logger LOG = LoggerFactory.getLogger(FeedFile.class);

  private final Path file;
  private final ObjectMapper json;

  public FeedFile(Path file, ObjectMapper json) {
    this.file = file;
    this.json = json;
  }

  /** What was kept; nothing of another registry, and nothing that cannot be read. */
  FeedNotes load(String registry) {
    try {
      if (Files.exists(file)) {
        FeedNotes kept = json.readValue(Files.readAllBytes(file), FeedNotes.class);
        if (kept.version() == FeedNotes.VERSION && registry.equals(kept.registry())) {
          return kept;
        }
      }
    } catch (JacksonException e) {
      LOG.warn("what was known of a registry in {} cannot be read: {}", file, e.getMessage());
    } catch (IOException e) {
      LOG.warn("what was known of a registry is forgotten", e);
    }
    return FeedNotes.none(registry);
  }

  /** What is not kept is found out anew. */
  void save(FeedNotes notes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SmallFiles.replace(file, json.writeValueAsBytes(notes));
    } catch (IOException e) {
      LOG.warn("what is known of a registry is not kept: {}", e.getMessage());
    }
  }
}
