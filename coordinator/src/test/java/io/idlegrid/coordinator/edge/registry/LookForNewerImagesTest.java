package io.idlegrid.coordinator.edge.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.edge.image.PackedImages;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.PullImages;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.ImageRegistry;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.image.archive.ImageLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of registries, and what is known of all names then. */
class LookForNewerImagesTest {

  private static final Instant PULLED = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");

  @TempDir private Path folder;
  private final InMemoryGridStore store = new InMemoryGridStore();
  private final Asked registries = new Asked();
  private PackedImages images;
  private PullImages pulls;

  @BeforeEach
  void open() throws IOException {
    images = new PackedImages(folder, 0, ImageLimits.DEFAULT);
    pulls =
        new PullImages(
            new PullImages.Parts(
                store,
                images,
                registries,
                this::commit,
                new DirectLanes(),
                (account, bytes) -> {},
                Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  @AfterEach
  void close() throws IOException {
    images.close();
  }

  @Test
  void eachReferenceIsAskedForOnceHoweverManyNamesItHas() {
    pulled("ada", "a", "one.lan/x:1");
    pulled("bob", "b", "one.lan/x:1");
    pulled("ada", "pinned", "one.lan/x@sha256:" + "0".repeat(64));
    registries.digests.put("one.lan/x:1", "sha256:newer");

    pulls.look();

    assertEquals(List.of("one.lan/x:1"), registries.asked);
    assertTrue(origin("ada", "a").isStale());
    assertTrue(origin("bob", "b").isStale());
    assertEquals(NOW, origin("bob", "b").checkedAt());
    assertEquals(new PullImages.Outdated(2, 0), pulls.outdated());
  }

  @Test
  void aRegistryThatDoesNotAnswerIsAskedNoMoreAndTheOthersAre() {
    for (int i = 0; i < 10; i++) {
      pulled("ada", "dead-" + i, "dead.lan/x" + i + ":1");
    }
    pulled("ada", "alive", "one.lan/x:1");
    registries.digests.put("one.lan/x:1", "sha256:old");

    pulls.look();

    assertEquals(4, registries.asked.size(), registries.asked::toString);
    assertEquals(new PullImages.Outdated(0, 10), pulls.outdated());
    assertEquals(Optional.of("dead.lan is dead"), origin("ada", "dead-9").problem());
    assertEquals(Optional.empty(), origin("ada", "alive").problem());
  }

  private void pulled(String account, String name, String reference) {
    ImageOrigin origin =
        new ImageOrigin(
            account,
            name,
            reference,
            List.of(),
            false,
            "sha256:old",
            PULLED,
            "sha256:old",
            PULLED,
            Optional.empty(),
            Map.of(),
            Map.of());
    commit(Commit.builder().put(Table.ORIGIN, origin.key(), origin).build());
  }

  private ImageOrigin origin(String account, String name) {
    return pulls.origin(NamedImage.key(account, name)).orElseThrow();
  }

  private void commit(Commit commit) {
    assertEquals(List.of(Optional.empty()), store.commit(List.of(commit)));
  }

  /** Registries that know some references, and do not answer for others. */
  private static final class Asked implements ImageRegistry {

    private final Map<String, String> digests = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Override
    public Fetched fetch(
        RegistryReference reference, List<String> archs, Set<String> stored, Watcher watcher) {
      throw new AssertionError("nothing follows");
    }

    @Override
    public String digest(RegistryReference reference) throws IOException {
      asked.add(reference.toString());
      String digest = digests.get(reference.toString());
      if (digest == null) {
        throw new IOException(reference.registry() + " is dead");
      }
      return digest;
    }

    @Override
    public void forget(RegistryReference reference) {}

    @Override
    public void leave(RegistryReference reference, Instant now) {}

    @Override
    public void sweep(Instant now) {}

    @Override
    public void requireAllowed(RegistryReference reference) {}
  }
}
