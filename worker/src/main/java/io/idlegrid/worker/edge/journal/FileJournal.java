package io.idlegrid.worker.edge.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.edge.disk.SmallFiles;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small file per attempt that is worth remembering. A file is replaced as a whole, so a power
 * loss leaves the old or the new one; one that cannot be read is set aside and its attempt
 * forgotten.
 */
public final class FileJournal {

  private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
  private static final String SUFFIX = ".json";

  private final Path folder;
  private final ObjectMapper json;

  /** Opens the journal in a folder; made when missing. */
  public FileJournal(Path folder, ObjectMapper json) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.json = json;
  }

  /** What was remembered before. */
  public List<Held> load() throws IOException {
    List<Held> attempts = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        try {
          attempts.add(json.readValue(file.toFile(), Held.class));
        } catch (IOException e) {
          LOG.warn("journal file {} is damaged and set aside: {}", file, e.getMessage());
          Files.move(
              file,
              file.resolveSibling(file.getFileName() + ".damaged"),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return attempts;
  }

  public void remember(Held attempt) throws IOException {
    SmallFiles.replace(file(attempt.lease()), json.writeValueAsBytes(attempt));
  }

  public void forget(LeaseRef lease) throws IOException {
    Files.deleteIfExists(file(lease));
  }

  private Path file(LeaseRef lease) {
    return folder.resolve(
        lease.job() + "-" + lease.unit() + "-" + lease.epoch() + "-" + lease.counter() + SUFFIX);
  }
}
