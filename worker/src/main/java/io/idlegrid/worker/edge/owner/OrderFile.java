package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the owner last said, kept over a restart: a pause is a pause, also after a power loss. */
final class OrderFile {

  private static final Logger LOG = LoggerFactory.getLogger(OrderFile.class);

  private final Path file;
  private final ObjectMapper json;
  private final Clock clock;
  private OwnerOrder order;

  OrderFile(Path file, ObjectMapper json, Clock clock) throws IOException {
    this.file = file;
    this.json = json;
    this.clock = clock;
    this.order = load();
  }

  /** What holds now. */
  synchronized OwnerOrder now() {
    return order.at(clock.instant());
  }

  synchronized void say(OwnerOrder said) throws IOException {
    order = said;
    if (said.equals(OwnerOrder.LEND)) {
      Files.deleteIfExists(file);
    } else {
      SmallFiles.replace(file, json.writeValueAsString(said));
    }
  }

  private OwnerOrder load() throws IOException {
    Optional<String> text = SmallFiles.read(file);
    if (text.isEmpty()) {
      return OwnerOrder.LEND;
    }
    try {
      return json.readValue(text.get(), OwnerOrder.class);
    } catch (IOException e) {
      LOG.error("{} is damaged, so the device stays paused until its owner says resume", file, e);
      return OwnerOrder.pause(Optional.empty(), clock.instant());
    }
  }
}
