package io.idlegrid.worker.edge.run;

import static io.idlegrid.worker.Patience.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.Pace;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A device of its own as far as running attempts goes: folders, cache and runner. */
final class Device implements AutoCloseable {

  final AttemptRunner runner;
  final Gate gate = new Gate();
  final Path attempts;
  final List<Event> events = new CopyOnWriteArrayList<>();

  Device(Path folder, Engine engine, BlobStore store) throws IOException {
    attempts = Files.createDirectories(folder.resolve("attempts")).toRealPath();
    var json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    Http http = new Http(store.url(), "", json, Pace.FREE);
    runner =
        new AttemptRunner(
            new AttemptRunner.Tools(
                () -> List.of(engine),
                new BlobCache(
                    folder.resolve("cache"), () -> 1 << 20, http::download, Clock.systemUTC()),
                new ImageStore(
                    folder.resolve("images"),
                    new ImageStore.Rules("amd64", () -> 1L << 30, 0, Duration.ofMillis(1)),
                    http::objects,
                    any -> Optional.empty(),
                    json,
                    Clock.systemUTC()),
                http,
                attempts,
                4,
                gate,
                Optional.empty(),
                json,
                () -> {},
                events::add),
            List.of());
  }

  Path folder(Held attempt) {
    return attempts.resolve(AttemptFolders.name(attempt.lease()));
  }

  AttemptOutcome outcome(LeaseRef lease) {
    await().until(() -> find(lease).isPresent());
    return find(lease).orElseThrow();
  }

  private Optional<AttemptOutcome> find(LeaseRef lease) {
    return events.stream()
        .filter(Event.Ended.class::isInstance)
        .map(event -> ((Event.Ended) event).outcome())
        .filter(outcome -> outcome.lease().equals(lease))
        .findFirst();
  }

  @Override
  public void close() {
    runner.close();
  }
}
