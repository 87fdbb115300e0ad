package io.idlegrid.worker.edge.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.Recorder;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that a real engine is given part by part. */
@Tag("docker")
class DockerImagesIT {

  @TempDir private Path folder;
  private AttemptGroups groups;
  private DockerEngine engine;
  private Shop shop;
  private String reference = "";

  @BeforeEach
  void open() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    groups = TestGroups.open();
    engine = RealDocker.engine(host(), folder, groups, Duration.ofSeconds(10));
    shop = new Shop(folder.resolve("shop"));
  }

  /** Address of the engine. */
  String host() {
    return DockerConfig.DEFAULT_HOST;
  }

  @AfterEach
  void close() throws Exception {
    if (!reference.isEmpty()) {
      RealDocker.client(host()).removeImageCmd(reference).withForce(true).exec();
    }
    shop.close();
    engine.close();
    groups.close();
  }

  @Test
  void aUnitRunsInAnImageThatWasPutTogetherHere() throws Exception {
    String digest = shop.add(arch(), RealDocker.shell());

    try (ImageStore.Use use = use(store(), digest)) {
      reference = use.reference();
      Recorder log = new Recorder();
      Start start = engine.start(plan(use.reference(), "echo $0 in the image"), log);
      RunningUnit unit = assertInstanceOf(Start.Started.class, start, start.toString()).unit();
      unit.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
      unit.close();

      assertEquals("/bin/sh in the image\n", log.output(), log.error());
    }
  }

  @Test
  void anImageThatTheEngineHasIsReadyWithoutAPartOfItBeingRead() throws Exception {
    String digest = shop.add(arch(), RealDocker.shell());
    ImageStore store = store();
    try (ImageStore.Use use = use(store, digest)) {
      reference = use.reference();
    }
    try (Stream<Path> packs = Files.list(folder.resolve("device/objects"))) {
      for (Path pack : packs.toList()) {
        Files.delete(pack);
      }
    }

    try (ImageStore.Use use = use(store, digest)) {
      assertEquals(reference, use.reference());
    }
  }

  @Test
  void damagedPartsNeverReachTheEngine() throws Exception {
    String digest = shop.add(arch(), RealDocker.shell());
    ImageStore store = store();
    use(store, digest).close();
    reference = "idlegrid/image:" + onlyImageId();
    DockerClient client = RealDocker.client(host());
    client.removeImageCmd(reference).withForce(true).exec();
    damage(folder.resolve("device/objects"));
    shop.close();
    shop = new Shop(folder.resolve("empty shop"));

    assertThrows(IOException.class, () -> use(storeOf(shop), digest));

    assertThrows(NotFoundException.class, () -> client.inspectImageCmd(reference).exec());
    reference = "";
  }

  @Test
  void anEngineIsFedNothingWhileTheOwnerNeedsTheDevice() throws Exception {
    AtomicBoolean mayFeed = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    engine.close();
    engine =
        RealDocker.engine(
            host(),
            folder,
            groups,
            Duration.ofSeconds(10),
            () -> {
              asked.incrementAndGet();
              return mayFeed.get();
            });
    String digest = shop.add(arch(), RealDocker.shell());
    ImageStore store = store();
    FutureTask<ImageStore.Use> loading = new FutureTask<>(() -> use(store, digest));
    new Thread(loading).start();

    // Seconds, in which an engine takes in such an image many times over.
    Patience.await().until(() -> asked.get() > 100);
    boolean wasLoaded = loading.isDone();
    mayFeed.set(true);
    try (ImageStore.Use use = loading.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
      reference = use.reference();
    }

    assertFalse(wasLoaded);
    assertTrue(reference.endsWith(onlyImageId()), reference);
  }

  @Test
  void whatTheOwnerRemovedFromTheEngineIsGivenToItAgain() throws Exception {
    String digest = shop.add(arch(), RealDocker.shell());
    ImageStore store = store();
    try (ImageStore.Use use = use(store, digest)) {
      reference = use.reference();
    }
    DockerClient client = RealDocker.client(host());
    client.removeImageCmd(reference).withForce(true).exec();

    use(store, digest).close();

    assertTrue(client.inspectImageCmd(reference).exec().getId().endsWith(onlyImageId()));
  }

  private ImageStore.Use use(ImageStore store, String digest) throws IOException {
    return store.use(digest, engine, () -> false);
  }

  private ImageStore store() throws IOException {
    return storeOf(shop);
  }

  private ImageStore storeOf(Shop source) throws IOException {
    return new ImageStore(
        folder.resolve("device"),
        new ImageStore.Rules(arch(), () -> 1L << 30, 0, Duration.ofMillis(1)),
        source,
        any -> Optional.of((Engine) engine).flatMap(Engine::images),
        new ObjectMapper(),
        Clock.systemUTC());
  }

  private String onlyImageId() throws IOException {
    try (Stream<Path> records = Files.list(folder.resolve("device/images"))) {
      return new ObjectMapper()
          .readTree(records.findFirst().orElseThrow().toFile())
          .path("id")
          .asText();
    }
  }

  private static void damage(Path objects) throws IOException {
    Path pack;
    try (Stream<Path> packs = Files.list(objects)) {
      pack = packs.sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 1;
    Files.write(pack, bytes);
  }

  private static String arch() {
    return switch (System.getProperty("os.arch")) {
      case "aarch64" -> "arm64";
      default -> System.getProperty("os.arch");
    };
  }

  private RunPlan plan(String image, String script) throws IOException {
    for (String each : List.of("a1/input", "a1/work", "a1/checkpoint")) {
      Files.createDirectories(folder.resolve(each));
    }
    return new RunPlan(
        new AttemptName("a1"),
        List.of("/bin/sh", "-c", script),
        Map.of(),
        new UnitFolders(
            null,
            Map.of(),
            folder.resolve("a1/input"),
            folder.resolve("a1/work"),
            folder.resolve("a1/checkpoint")),
        new UnitLimits(1, 64L << 20, 64, 16L << 20),
        image,
        false,
        List.of());
  }
}
