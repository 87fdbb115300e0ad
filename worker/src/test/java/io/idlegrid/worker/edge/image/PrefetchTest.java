package io.idlegrid.worker.edge.image;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.ImageWish;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.run.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefetchTest {

  @TempDir private Path folder;
  private final ShelfEngine engine = new ShelfEngine();
  private final Gate gate = new Gate();
  private final AtomicBoolean hasEngine = new AtomicBoolean(true);
  private final List<List<ImageState>> told = new CopyOnWriteArrayList<>();
  private Shop shop;
  private Prefetch prefetch;

  @BeforeEach
  void open() throws IOException {
    shop = new Shop(folder.resolve("shop"));
    open(1L << 30, Duration.ofDays(1));
  }

  private void open(long mostBytes, Duration again) throws IOException {
    ImageStore store =
        new ImageStore(
            folder.resolve("device"),
            new ImageStore.Rules("amd64", () -> mostBytes, 0, Duration.ofMillis(1)),
            shop,
            any -> engine.images(),
            new ObjectMapper(),
            Clock.systemUTC());
    prefetch =
        new Prefetch(
            store,
            new Prefetch.Tools(
                () -> Optional.<Engine>of(engine).filter(any -> hasEngine.get()),
                gate::awaitOpen,
                wish ->
                    wish.account().equals("stranger")
                        ? Optional.of("the owner does not work for stranger (work.for)")
                        : Optional.empty(),
                again,
                told::add));
    prefetch.start();
  }

  @AfterEach
  void close() throws IOException {
    prefetch.close();
    shop.close();
  }

  @Test
  void wishedImagesAreFetchedAndTheirProgressIsTold() throws IOException {
    String digest = shop.add("amd64", "program", noise(3_000_000));

    prefetch.want(List.of(new ImageWish(digest, "friend")));

    await().until(() -> phase(digest).equals("here"));
    List<String> phases = new ArrayList<>();
    for (List<ImageState> states : told) {
      for (ImageState state : states) {
        if (phases.isEmpty() || !phases.get(phases.size() - 1).equals(state.state())) {
          phases.add(state.state());
        }
      }
    }
    assertEquals(List.of("waiting", "fetching", "here"), phases);
    assertEquals(1, engine.layers.size());
  }

  @Test
  void nothingMovesWhileTheOwnerUsesTheDevice() throws IOException {
    String digest = shop.add("amd64", "program", noise(100_000));
    gate.set(false);

    prefetch.want(List.of(new ImageWish(digest, "friend")));
    await().until(() -> phase(digest).equals("waiting"));
    assertEquals(0, shop.bytesOut());
    gate.set(true);

    await().until(() -> phase(digest).equals("here"));
  }

  @Test
  void whatTheOwnerOrTheDeviceRefusesIsToldAndTheNextIsFetched() throws IOException {
    String unwelcome = shop.add("amd64", "one", noise(1_000));
    String foreign = shop.add("arm64", "two", noise(1_000));
    String welcome = shop.add("amd64", "three", noise(1_000));

    prefetch.want(
        List.of(
            new ImageWish(unwelcome, "stranger"),
            new ImageWish(foreign, "friend"),
            new ImageWish(welcome, "friend")));

    await().until(() -> phase(welcome).equals("here"));
    assertEquals("refused", phase(unwelcome));
    assertEquals("refused", phase(foreign));
    assertTrue(latest(foreign).orElseThrow().detail().contains("only for arm64"));
    assertEquals("owner", reason(unwelcome));
    assertEquals("architecture", reason(foreign));
  }

  @Test
  void anImageThatHasNoRoomIsRefusedForTheDisk() throws IOException {
    prefetch.close();
    open(1_000_000, Duration.ofDays(1));
    String digest = shop.add("amd64", "program", noise(3_000_000));

    prefetch.want(List.of(new ImageWish(digest, "friend")));

    await().until(() -> phase(digest).equals("refused"));
    assertEquals("disk", reason(digest));
  }

  @Test
  void withoutAnEngineAnImageIsRefusedForThat() throws IOException {
    hasEngine.set(false);
    String digest = shop.add("amd64", "program", noise(1_000));

    prefetch.want(List.of(new ImageWish(digest, "friend")));

    await().until(() -> phase(digest).equals("refused"));
    assertEquals("engine", reason(digest));
  }

  @Test
  void whatDidNotComeIsTriedAgain() throws IOException {
    prefetch.close();
    open(1L << 30, Duration.ofMillis(1));
    String digest = shop.add("amd64", "program", noise(1_000));
    shop.line(bytes -> new byte[0]);

    prefetch.want(List.of(new ImageWish(digest, "friend")));
    await().until(() -> phase(digest).equals("refused"));
    assertEquals("link", reason(digest));
    shop.line(bytes -> bytes);

    await().until(() -> phase(digest).equals("here"));
  }

  private String phase(String digest) {
    return latest(digest).map(ImageState::state).orElse("");
  }

  private String reason(String digest) {
    return latest(digest).map(ImageState::reason).orElse("");
  }

  private Optional<ImageState> latest(String digest) {
    return told.isEmpty()
        ? Optional.empty()
        : told.get(told.size() - 1).stream()
            .filter(state -> state.digest().equals(digest))
            .findFirst();
  }

  private static byte[] noise(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
