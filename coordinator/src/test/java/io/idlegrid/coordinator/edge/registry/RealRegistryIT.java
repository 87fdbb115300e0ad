package io.idlegrid.coordinator.edge.registry;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Bcrypt;
import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.domain.image.RegistryFile;
import io.idlegrid.coordinator.edge.image.PackedImages;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.PullImages;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.Patience;
import io.idlegrid.image.archive.ImageLimits;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry, filled by a real docker push of images that are made from nothing. */
@Tag("docker")
class RealRegistryIT {

  private static final Pattern LISTENS = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  @TempDir private Path folder;
  private final InMemoryGridStore store = new InMemoryGridStore();
  private @Nullable Process registry;
  private String host = "";
  private PackedImages images;

  @BeforeEach
  void open() throws Exception {
    NeedsOfRegistries.that(
        NeedsOfRegistries.isThere("docker-registry", "--version"),
        "a registry: apt-get install docker-registry");
    NeedsOfRegistries.that(NeedsOfRegistries.isThere("docker", "version"), "a Docker engine");
    images = new PackedImages(folder.resolve("images"), 0, ImageLimits.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    if (registry != null) {
      registry.destroy();
      registry.waitFor();
    }
    images.close();
  }

  @Test
  void anImageIsPulledWatchedAndPulledAnew() throws Exception {
    start("");
    push("count:1", 1, "amd64");
    PullImages pulls = pulls(Optional.empty());

    pull(pulls, "count", "count:1", List.of(), false);
    NamedImage first = named("count");
    pulls.look();
    boolean wasStale = origin(pulls, "count").isStale();
    push("count:1", 2, "amd64");
    pulls.look();
    boolean isStale = origin(pulls, "count").isStale();
    PullImages.Outdated outdated = pulls.outdated();
    pulls.refresh("ada", "count");

    assertEquals("amd64", first.variants().get(0).arch());
    assertLayersAreKnown(pulls, named("count").variants().get(0), "count");
    assertFalse(wasStale);
    assertTrue(isStale);
    assertEquals(new PullImages.Outdated(1, 0), outdated);
    assertEquals(new PullImages.Outdated(0, 0), pulls.outdated());
    assertFalse(origin(pulls, "count").isStale());
    assertFalse(first.digest().equals(named("count").digest()));
    try (Stream<Path> left = Files.list(folder.resolve("pulled"))) {
      assertFalse(left.findAny().isPresent());
    }
  }

  /** Both versions have the same first layer, and jobs may still run in the one before. */
  @Test
  void ofANewVersionOnlyWhatChangedIsFetched() throws Exception {
    start("");
    push("count:1", "amd64", 10, 11);
    PullImages pulls = pulls(Optional.empty());
    long first = pull(pulls, "count", "count:1", List.of(), false).total();
    ImageVariant before = named("count").variants().get(0);
    push("count:1", "amd64", 10, 12);

    pulls.refresh("ada", "count");
    PullImages.Pull second = pulls.pull(NamedImage.key("ada", "count")).orElseThrow();
    ImageVariant after = named("count").variants().get(0);
    pulls.refresh("ada", "count");
    PullImages.Pull third = pulls.pull(NamedImage.key("ada", "count")).orElseThrow();

    assertEquals("", second.problem() + third.problem());
    assertTrue(second.total() < first * .6, second.total() + " of " + first);
    assertTrue(third.total() < first * .1, third.total() + " of " + first);
    assertFalse(before.id().equals(after.id()));
    assertEquals(after, named("count").variants().get(0));
    assertEquals(images.layers(before).get(0), images.layers(after).get(0));
    assertEquals(2, images.layers(after).size());
    ImageOrigin origin = pulls.originOf(before.id()).orElseThrow();
    assertEquals(2, origin.files(before.id()).size());
    assertFalse(origin.isOf(before.id()));
    assertTrue(origin.isOf(after.id()));
    assertEquals(Optional.of(named("count").digest()), pulls.newest(origin));
  }

  @Test
  void severalArchitecturesComeUnderOneName() throws Exception {
    start("");
    String one = push("many:amd64", 3, "amd64");
    String other = push("many:arm64", 4, "arm64");
    putIndex("many", one, other);
    PullImages pulls = pulls(Optional.empty());

    pull(pulls, "many", "many:all", List.of(), false);
    pull(pulls, "arm", "many:all", List.of("arm64"), false);

    assertEquals(
        List.of("amd64", "arm64"),
        named("many").variants().stream().map(ImageVariant::arch).toList());
    assertEquals(
        List.of("arm64"), named("arm").variants().stream().map(ImageVariant::arch).toList());
  }

  @Test
  void aRegistryWithLoginsIsReadWithThemAndNotWithout() throws Exception {
    start("auth: {htpasswd: {realm: test, path: " + htpasswd() + "}}\n");
    docker("--config", config().toString(), "login", "-u", "ada", "-p", "secret", host);
    push("private:1", 5, "amd64");

    pull(pulls(Optional.of(config().resolve("config.json"))), "mine", "private:1", List.of(), true);
    PullImages without = pulls(Optional.empty());
    String problem = pull(without, "theirs", "private:1", List.of(), false).problem();

    assertTrue(origin(without, "mine").follows());
    assertTrue(problem.contains("it asks for a login"), problem);
    assertTrue(store.get(Table.IMAGE, NamedImage.key("ada", "theirs")).isEmpty());
  }

  @Test
  void otherRegistriesAreRefusedAtOnce() throws Exception {
    start("");
    PullImages pulls = pulls(Optional.empty());

    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () ->
                pulls.begin(
                    new PullImages.Wish("ada", "x", "docker.io/library/x", List.of(), false)));

    assertEquals("registry.not-allowed", refused.code());
  }

  /** A cache with a registry of its own finds the layers there. */
  private void assertLayersAreKnown(PullImages pulls, ImageVariant image, String repository)
      throws Exception {
    List<RegistryFile> files = pulls.originOf(image.id()).orElseThrow().files(image.id());

    assertEquals(image.layers(), files.size());
    for (RegistryFile file : files) {
      URI blob = URI.create("http://" + host + "/v2/" + repository + "/blobs/" + file.digest());
      byte[] bytes =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(blob).build(), HttpResponse.BodyHandlers.ofByteArray())
              .body();
      assertEquals(file.bytes(), bytes.length);
    }
    assertTrue(pulls.originOf("0".repeat(64)).isEmpty());
  }

  private PullImages.Pull pull(
      PullImages pulls, String name, String image, List<String> archs, boolean follows) {
    pulls.begin(new PullImages.Wish("ada", name, host + "/" + image, archs, follows));
    return pulls.pull(NamedImage.key("ada", name)).orElseThrow();
  }

  private NamedImage named(String name) {
    return store.get(Table.IMAGE, NamedImage.key("ada", name)).orElseThrow();
  }

  private static ImageOrigin origin(PullImages pulls, String name) {
    return pulls.origin(NamedImage.key("ada", name)).orElseThrow();
  }

  private PullImages pulls(Optional<Path> logins) throws IOException {
    return new PullImages(
        new PullImages.Parts(
            store,
            images,
            new Registries(
                AllowedRegistries.of(List.of("http://" + host), logins),
                folder.resolve("pulled"),
                0),
            commit ->
                store
                    .commit(List.of(commit))
                    .get(0)
                    .ifPresent(
                        claim -> {
                          throw new AssertionError(claim);
                        }),
            new DirectLanes(),
            (account, bytes) -> {},
            Clock.systemUTC()));
  }

  private void start(String auth) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("registry.yml"),
            "version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: '127.0.0.1:0'}\n%s"
                .formatted(folder.resolve("registry"), auth));
    Path log = folder.resolve("registry.log");
    Process started =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    registry = started;
    await().until(() -> port(log).isPresent() || !started.isAlive());
    host = "127.0.0.1:" + port(log).orElseThrow(() -> new AssertionError(said(log)));
  }

  private static Optional<String> port(Path log) {
    Matcher matcher = LISTENS.matcher(said(log));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Path config() throws IOException {
    return Files.createDirectories(folder.resolve("docker"));
  }

  private Path htpasswd() throws IOException {
    String hash = Password.hash("secret").with(BcryptFunction.getInstance(Bcrypt.Y, 5)).getResult();
    return Files.writeString(folder.resolve("htpasswd"), "ada:" + hash + "\n");
  }

  /** Pushes an image of one file; returns the digest of its manifest. */
  private String push(String image, int seed, String arch) throws Exception {
    return push(image, arch, seed);
  }

  /** Pushes an image of as many layers as there are seeds. */
  private String push(String image, String arch, int... seeds) throws Exception {
    String tag = host + "/" + image;
    Process load = new ProcessBuilder("docker", "load").redirectErrorStream(true).start();
    try (OutputStream in = load.getOutputStream()) {
      in.write(archive(tag, arch, roots(seeds)));
    }
    assertEquals(0, load.waitFor(), "docker load");
    String said = docker("--config", config().toString(), "push", tag);
    docker("rmi", tag);
    Matcher digest = Pattern.compile("digest: (sha256:[0-9a-f]{64})").matcher(said);
    assertTrue(digest.find(), said);
    return digest.group(1);
  }

  private void putIndex(String repository, String amd64, String arm64) throws Exception {
    String entry =
        "{\"mediaType\":\""
            + MANIFEST
            + "\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}";
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.list.v2+json\",\"manifests\":[%s,%s]}"
            .formatted(
                entry.formatted(amd64, size(repository, amd64), "amd64"),
                entry.formatted(arm64, size(repository, arm64), "arm64"));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(manifest(repository, "all"))
                    .header(
                        "Content-Type", "application/vnd.docker.distribution.manifest.list.v2+json")
                    .PUT(HttpRequest.BodyPublishers.ofString(index))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private int size(String repository, String digest) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(manifest(repository, digest)).header("Accept", MANIFEST).build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body()
        .length;
  }

  private URI manifest(String repository, String reference) {
    return URI.create("http://" + host + "/v2/" + repository + "/manifests/" + reference);
  }

  private static String docker(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      out.lines().forEach(line -> said.append(line).append('\n'));
    }
    assertTrue(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS), "docker hangs");
    assertEquals(0, process.exitValue(), said.toString());
    return said.toString();
  }

  /** As docker save writes it: docker import would name every image for this machine's kind. */
  private static byte[] archive(String tag, String arch, List<byte[]> layers) throws IOException {
    String config =
        """
        {"architecture":"%s","os":"linux","config":{},\
        "rootfs":{"type":"layers","diff_ids":[%s]}}"""
            .formatted(
                arch,
                layers.stream()
                    .map(layer -> "\"sha256:" + BlobFolder.sha256(layer) + '"')
                    .collect(Collectors.joining(",")));
    String manifest =
        """
        [{"Config":"config.json","RepoTags":["%s"],"Layers":[%s]}]"""
            .formatted(
                tag,
                IntStream.range(0, layers.size())
                    .mapToObj(i -> "\"layer" + i + ".tar\"")
                    .collect(Collectors.joining(",")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      add(tar, "config.json", config.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < layers.size(); i++) {
        add(tar, "layer" + i + ".tar", layers.get(i));
      }
      add(tar, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    entry.setMode(0755);
    // The same layer made twice is the same.
    entry.setModTime(0);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static List<byte[]> roots(int... seeds) throws IOException {
    List<byte[]> roots = new ArrayList<>();
    for (int seed : seeds) {
      roots.add(root(seed));
    }
    return roots;
  }

  private static byte[] root(int seed) throws IOException {
    byte[] content = new byte[200_000];
    new Random(seed).nextBytes(content);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      add(tar, "program" + seed, content);
    }
    return bytes.toByteArray();
  }
}
