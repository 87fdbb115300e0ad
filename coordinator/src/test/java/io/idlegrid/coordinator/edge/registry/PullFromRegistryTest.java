package io.idlegrid.coordinator.edge.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.ImageRegistry;
import io.idlegrid.image.ImpatientStream.Least;
import io.idlegrid.image.ImpatientStream.TooSlowException;
import io.idlegrid.image.registry.RegistryHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What registries may say, and what is done about it; over real HTTP. */
class PullFromRegistryTest {

  @TempDir private Path folder;
  private FakeRegistry registry;
  private long moved;
  private long wanted;
  private Least least = RegistryHttp.PATIENCE;

  @BeforeEach
  void open() throws IOException {
    registry = new FakeRegistry();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void anImageIsFetchedWithATokenAndBecomesALayout() throws IOException {
    String digest = registry.image("amd64", 100_000);
    registry.needsToken = true;

    ImageRegistry.Fetched fetched = fetch("image:1", List.of());

    assertEquals(digest, fetched.digest());
    assertEquals(wanted, moved);
    assertTrue(Files.exists(fetched.layout().resolve("index.json")));
    assertArrayEquals(
        registry.layer,
        Files.readAllBytes(
            fetched.layout().resolve("blobs/sha256/" + BlobFolder.sha256(registry.layer))));
    assertEquals(digest, registries().digest(reference("image:1")));
  }

  @Test
  void ofSeveralArchitecturesTheWantedOnesAreFetched() throws IOException {
    String one = registry.image("amd64", 1_000);
    String other = registry.image("arm64", 2_000);
    registry.index("amd64", one, "arm64", other);

    String all = index(fetch("image:1", List.of()));
    String arm = index(fetch("image:1", List.of("arm64")));

    assertTrue(all.contains(one) && all.contains(other), all);
    assertTrue(!arm.contains(one) && arm.contains(other), arm);
    assertRefused("image.arch", "amd64, arm64", () -> fetch("image:1", List.of("riscv64")));
  }

  @Test
  void aBrokenTransferGoesOnWhereItStopped() throws IOException {
    registry.image("amd64", 300_000);
    registry.breaksEvery = 100_000;

    fetch("image:1", List.of());

    assertEquals(wanted, moved);
    assertTrue(registry.ranges.contains("bytes=100000-"), registry.ranges.toString());
    assertTrue(registry.ranges.contains("bytes=200000-"), registry.ranges.toString());
  }

  @Test
  void aTransferThatFailedIsGoneOnWithByTheNextPull() throws IOException {
    registry.image("amd64", 300_000);
    registry.breaksEvery = 100_000;
    registry.answers = 2;
    assertThrows(IOException.class, () -> fetch("image:1", List.of()));
    registry.answers = Integer.MAX_VALUE;
    registry.ranges.clear();

    fetch("image:1", List.of());

    assertFalse(registry.ranges.isEmpty());
    assertEquals("bytes=200000-", registry.ranges.get(0));
  }

  @Test
  void aRegistryThatIsBusyIsAskedAgain() throws IOException {
    registry.image("amd64", 1_000);
    registry.busy = 3;

    fetch("image:1", List.of());

    assertEquals(wanted, moved);
    registry.busy = 100;
    IOException given = assertThrows(IOException.class, () -> fetch("image:1", List.of()));
    assertEquals("the registry answers with status 503", given.getMessage());
    assertEquals(100 - Tries.MOST, registry.busy);
  }

  @Test
  void aSingleImageForAnotherArchitectureIsRefusedBeforeItsLayers() throws IOException {
    registry.image("amd64", 300_000);

    assertRefused("image.arch", "is for amd64", () -> fetch("image:1", List.of("arm64")));
    assertTrue(moved < 1_000, moved + " bytes");
    fetch("image:1", List.of("arm64", "amd64"));
    assertEquals(wanted, moved);
  }

  @Test
  void whatIsGivenUpLeavesNothingBehind() throws IOException {
    registry.image("amd64", 300_000);
    registry.breaksEvery = 100_000;
    registry.answers = 1;
    assertThrows(IOException.class, () -> fetch("image:1", List.of()));
    Registries registries = registries();

    registries.sweep(Instant.now());
    assertEquals(1, left());
    registries.sweep(Instant.now().plus(Duration.ofHours(2)));
    assertEquals(0, left());
    assertThrows(IOException.class, () -> fetch("image:1", List.of()));
    registries.forget(reference("image:1"));
    assertEquals(0, left());
  }

  @Test
  void whatIsBeingFetchedIsNotSweptAway() throws IOException {
    registry.image("amd64", 300_000);
    Registries registries = registries();
    Instant later = Instant.now().plus(Duration.ofHours(2));

    fetch(registries, "image:1", List.of());
    registries.sweep(later);
    assertEquals(1, left());
    registries.leave(reference("image:1"), later);
    assertEquals(0, left());
  }

  /** Each try brings something: one after the other would go on for ever. */
  @Test
  void aRegistryThatHandsOutALittleForEachRequestIsGivenUp() throws IOException {
    registry.image("amd64", 300_000);
    registry.breaksEvery = 100;

    IOException given = assertThrows(IOException.class, () -> fetch("image:1", List.of()));

    assertTrue(String.valueOf(given.getMessage()).contains("broke off"), given.getMessage());
    assertTrue(registry.requests.get() < 20, registry.requests + " requests");
  }

  @Test
  void aRegistryThatIsTooSlowIsGivenUp() throws IOException {
    registry.image("amd64", 300_000);
    // Nobody is as fast as that.
    least = new Least(Long.MAX_VALUE, Duration.ZERO);

    IOException given = assertThrows(IOException.class, () -> fetch("image:1", List.of()));

    assertTrue(given instanceof TooSlowException, given.toString());
  }

  @Test
  void anIndexOfManyImagesIsNotLookedThrough() throws IOException {
    String entry = "{\"digest\":\"x\",\"platform\":{\"os\":\"linux\",\"architecture\":\"%d\"}}";
    registry.tag(index(entry, 30));
    assertRefused(
        "image.arch", "and 10 others, and riscv64", () -> fetch("image:1", List.of("riscv64")));
    registry.tag(index(entry, 1_001));
    assertRefused("registry.manifest", "1001 images", () -> fetch("image:1", List.of("riscv64")));
    registry.tag(new byte[(4 << 20) + 1]);
    assertRefused(
        "registry.manifest", "more than 4194304 bytes", () -> fetch("image:1", List.of()));
  }

  private static byte[] index(String entry, int count) {
    String all =
        IntStream.range(0, count).mapToObj(entry::formatted).collect(Collectors.joining(","));
    return "{\"schemaVersion\":2,\"manifests\":[%s]}"
        .formatted(all)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatHasAnotherDigestIsRefused() throws IOException {
    registry.image("amd64", 1_000);
    registry.layer[0] ^= 1;
    assertRefused("registry.digest", "for blob", () -> fetch("image:1", List.of()));

    String digest = registry.image("arm64", 1_000);
    registry.manifest[registry.manifest.length - 2] = ' ';
    assertRefused("registry.digest", "for manifest", () -> fetch("image@" + digest, List.of()));
  }

  /** Two such sizes add up to something small. */
  @Test
  void sizesThatAreNoneAreRefusedBeforeAnythingIsFetched() throws IOException {
    registry.image("amd64", 1_000);
    registry.tag(
        new String(registry.manifest, StandardCharsets.UTF_8)
            .replaceAll("(\"size\"\\s*:\\s*)\\d+", "$1" + Long.MAX_VALUE)
            .getBytes(StandardCharsets.UTF_8));

    assertRefused("image.too-large", "" + Long.MAX_VALUE, () -> fetch("image:1", List.of()));
    assertEquals(0, moved);
  }

  @Test
  void aRegistryCannotSendUsIntoPrivateNetworks() throws IOException {
    registry.image("amd64", 1_000);
    for (String target :
        List.of(
            "http://169.254.169.254/latest/meta-data",
            "https://127.0.0.1:1/x",
            "https://[::1]/x",
            "https://10.0.0.1/x",
            "http://192.0.2.1/x",
            "file:///etc/passwd")) {
      registry.redirect = target;
      assertThrows(Exception.class, () -> fetch("image:1", List.of()), target);
      assertEquals(0, moved, target);
    }
    registry.redirect = "";
    registry.needsToken = true;
    registry.realm = "https://10.0.0.1/token";
    assertRefused("registry.redirect", "private network", () -> fetch("image:1", List.of()));
  }

  @Test
  void redirectsWithinTheRegistryAreFollowed() throws IOException {
    registry.image("amd64", 1_000);
    registry.redirect = "/elsewhere";

    fetch("image:1", List.of());

    assertEquals(wanted, moved);
  }

  @Test
  void onlyAllowedRegistriesAreAsked() {
    assertRefused(
        "registry.not-allowed",
        "evil.example.org is not allowed",
        () -> registries().digest(RegistryReference.read("evil.example.org/x").orElseThrow()));
    assertEquals(0, registry.requests.get());
  }

  @Test
  void whatTheRegistryRefusesIsToldInWords() throws IOException {
    registry.image("amd64", 1_000);
    assertRefused("registry.unknown", "no 127.0.0.1", () -> fetch("nothing:1", List.of()));
    registry.needsLogin = "ada:secret";
    assertRefused("registry.login", "asks for a login", () -> fetch("image:1", List.of()));
    Path logins = logins("ada:secret");

    assertEquals(
        "sha256:",
        registries(Optional.of(logins))
            .digest(reference("image:1"))
            .substring(0, "sha256:".length()));
  }

  @Test
  void referencesAreReadAsTheyAreWritten() {
    assertEquals(
        "docker.io/library/alpine:latest",
        RegistryReference.read("docker.io/library/alpine").orElseThrow().toString());
    String pinned = "localhost/a@sha256:" + "0".repeat(64);
    assertTrue(RegistryReference.read(pinned).orElseThrow().isPinned());
    for (String bad :
        List.of("alpine", "library/alpine", "docker.io/", "docker.io/../x", "docker.io/A", "x y")) {
      assertTrue(RegistryReference.read(bad).isEmpty(), bad);
    }
  }

  private static String index(ImageRegistry.Fetched fetched) throws IOException {
    return Files.readString(fetched.layout().resolve("index.json"));
  }

  private Path logins(String login) throws IOException {
    String auth = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    return Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.name(), auth));
  }

  private interface Failing {
    Object run() throws IOException;
  }

  private static void assertRefused(String code, String words, Failing action) {
    RefusedException refused = assertThrows(RefusedException.class, action::run);
    assertEquals(code, refused.code(), refused.detail());
    assertTrue(refused.detail().contains(words), refused.detail());
  }

  private ImageRegistry.Fetched fetch(String image, List<String> archs) throws IOException {
    return fetch(registries(), image, archs);
  }

  private ImageRegistry.Fetched fetch(Registries registries, String image, List<String> archs)
      throws IOException {
    moved = 0;
    return registries.fetch(
        reference(image),
        archs,
        Set.of(),
        new ImageRegistry.Watcher() {
          @Override
          public void wants(long bytes) {
            wanted = bytes;
          }

          @Override
          public void moved(long bytes) {
            moved += bytes;
          }
        });
  }

  private RegistryReference reference(String image) {
    return RegistryReference.read(registry.name() + "/" + image).orElseThrow();
  }

  private int left() {
    String[] names = folder.resolve("pulled").toFile().list();
    return names == null ? 0 : names.length;
  }

  private Registries registries() throws IOException {
    return registries(Optional.empty());
  }

  private Registries registries(Optional<Path> logins) throws IOException {
    return new Registries(
        AllowedRegistries.of(List.of("http://" + registry.name()), logins),
        folder.resolve("pulled"),
        0,
        new Tries(Duration.ZERO, least));
  }
}
