package io.idlegrid.image.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.image.EngineArchive;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.StoredImage;
import io.idlegrid.protocol.image.ImageIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageArchiveTest {

  private static final byte[] LOWER =
      new TestTar()
          .folder("bin")
          .file("bin/sh", noise(1, 200_000))
          .file("bin/old", "old")
          .folder("etc")
          .file("etc/one", "1")
          .file("etc/two", "2")
          .link("sh", "/bin/sh")
          .link("lib", "usr/lib")
          .toBytes();

  private static final byte[] UPPER =
      new TestTar()
          .file("bin/.wh.old", "")
          .file("bin/new", "new")
          .sameFile("bin/newer", "bin/new")
          .file("etc/.wh..wh..opq", "")
          .file("etc/three", "3")
          .file("lib/code", "behind a link")
          .toBytes();

  @TempDir private Path folder;
  private ObjectPacks objects;

  @BeforeEach
  void openObjects() throws IOException {
    objects = ObjectPacks.open(folder.resolve("objects"), 1 << 20);
  }

  @AfterEach
  void closeObjects() throws IOException {
    objects.close();
  }

  @Test
  void dockerArchiveComesBackByteForByte() throws IOException {
    byte[] archive = TestArchives.docker("amd64", LOWER, UPPER);

    StoredImage image = only(archive);

    String config = TestArchives.config("amd64", LOWER, UPPER);
    assertEquals(TestTar.sha256(config.getBytes(StandardCharsets.UTF_8)), image.id());
    assertEquals(config, new String(image.config(), StandardCharsets.UTF_8));
    assertArrayEquals(LOWER, image.open(image.manifest().layers().get(0)).readAllBytes());
    assertArrayEquals(UPPER, image.open(image.manifest().layers().get(1)).readAllBytes());
  }

  @Test
  void archiveThatIsCompressedAsAWholeIsTheSameImage() throws IOException {
    byte[] archive = TestArchives.docker("amd64", LOWER);

    assertEquals(only(archive).id(), only(TestTar.gzip(archive)).id());
  }

  @Test
  void layoutHoldsAnImageForEachArchitecture() throws IOException {
    byte[] archive =
        TestArchives.oci().image("amd64", LOWER, UPPER).image("arm64", UPPER).toBytes();

    List<ImageIndex.Entry> all = store(archive, Optional.empty());
    List<ImageIndex.Entry> one = store(archive, Optional.of("arm64"));

    assertEquals(List.of("amd64", "arm64"), all.stream().map(ImageIndex.Entry::arch).toList());
    assertEquals(List.of(all.get(1)), one);
    assertEquals(LOWER.length + UPPER.length, all.get(0).bytes());
  }

  @Test
  void attestationsAreNoImages() throws IOException {
    TestArchives.Oci oci = TestArchives.oci().image("amd64", LOWER);
    byte[] archive =
        replaced(
            oci.toBytes(),
            text ->
                text.replace(
                    "\"manifests\":[", "\"manifests\":[{\"platform\":{\"os\":\"unknown\"}},"));

    assertEquals(1, store(archive, Optional.empty()).size());
  }

  @Test
  void rootFileSystemBecomesTheSameImageEachTime() throws IOException {
    StoredImage image = open(store(LOWER, Optional.of("arm64")).get(0));

    assertEquals("arm64", image.manifest().arch());
    assertArrayEquals(LOWER, image.open(image.manifest().layers().get(0)).readAllBytes());
    assertEquals(image.id(), store(TestTar.gzip(LOWER), Optional.of("arm64")).get(0).id());
  }

  @Test
  void layerThatOccursTwiceMayBeALinkInTheArchive() throws IOException {
    String config = TestArchives.config("amd64", LOWER, LOWER);
    byte[] archive =
        new TestTar()
            .file("a/layer.tar", LOWER)
            .link("b/layer.tar", "../a/layer.tar")
            .file("config.json", config)
            .file(
                "manifest.json",
                "[{\"Config\":\"config.json\",\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}]")
            .toBytes();

    assertEquals(2, only(archive).manifest().layers().size());
  }

  @Test
  void whatAnEngineIsGivenIsTheImageAgain() throws IOException {
    StoredImage image = only(TestArchives.docker("amd64", LOWER, UPPER));

    byte[] archive;
    try (var in = EngineArchive.open(image, "idlegrid/image:test")) {
      archive = in.readAllBytes();
    }

    assertEquals(image.id(), only(archive).id());
  }

  @Test
  void secondVersionOfALayerSharesItsChunks() throws IOException {
    byte[] large = noise(2, 2_000_000);
    only(TestArchives.docker("amd64", new TestTar().file("model", large).toBytes()));
    long first = objects.bytes();
    Arrays.fill(large, 1_000_000, 1_020_000, (byte) 7);

    only(TestArchives.docker("amd64", new TestTar().file("model", large).toBytes()));

    long more = objects.bytes() - first;
    assertTrue(more < first * 5 / 100, more + " of " + first);
  }

  @Test
  void damagedObjectNeverBecomesALayer() throws IOException {
    StoredImage image = only(TestArchives.docker("amd64", LOWER));
    Path pack;
    try (Stream<Path> packs = Files.list(folder.resolve("objects"))) {
      pack = packs.sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 3] ^= 1;
    Files.write(pack, bytes);

    assertThrows(
        IOException.class, () -> image.open(image.manifest().layers().get(0)).readAllBytes());
  }

  static Stream<Arguments> refusals() {
    byte[] good = TestArchives.docker("amd64", LOWER);
    byte[] climbing = new TestTar().file("a/../../etc/passwd", "x").toBytes();
    byte[] outward = new TestTar().link("a/b", "../../etc").toBytes();
    byte[] hard = new TestTar().sameFile("a", "../../etc/shadow").toBytes();
    byte[] device = new TestTar().device("dev/sda").toBytes();
    String config = TestArchives.config("amd64", LOWER);
    return Stream.of(
        Arguments.of("empty file", new byte[0], "image.arch", ""),
        Arguments.of("no tar", noise(3, 5_000), "image.damaged", ""),
        Arguments.of("cut short", Arrays.copyOf(good, good.length / 2), "image.damaged", "layer0"),
        Arguments.of("cut gzip", half(TestTar.gzip(good)), "image.damaged", ""),
        Arguments.of(
            "other layer",
            TestArchives.dockerOf(config, UPPER),
            "image.digest",
            "layer 1 (layer0/layer.tar)"),
        Arguments.of(
            "other config",
            replaced(good, text -> text.replace("PATH=/bin", "PATH=/bon")),
            "image.digest",
            ".json"),
        Arguments.of(
            "missing layer",
            replaced(good, text -> text.replace("\"layer0/layer.tar\"", "\"layer9/layer.tar\"")),
            "image.layer-missing",
            "layer9/layer.tar"),
        Arguments.of(
            "more layers than the configuration",
            TestArchives.dockerOf(config, LOWER, UPPER),
            "image.layers",
            ".json"),
        Arguments.of(
            "entry out of the image",
            TestArchives.docker("amd64", climbing),
            "image.path",
            "layer 1 (layer0/layer.tar)!a/../../etc/passwd"),
        Arguments.of(
            "whiteout of the folder above",
            TestArchives.docker("amd64", new TestTar().file(".wh...", "").toBytes()),
            "image.path",
            "!.wh..."),
        Arguments.of(
            "whiteout of its own folder",
            TestArchives.docker("amd64", new TestTar().file("a/b/.wh..", "").toBytes()),
            "image.path",
            "!a/b/.wh.."),
        Arguments.of(
            "whiteout of nothing",
            TestArchives.docker("amd64", new TestTar().file("a/.wh.", "").toBytes()),
            "image.path",
            "!a/.wh."),
        Arguments.of(
            "entry that is the folder above",
            TestArchives.docker(
                "amd64", new TestTar().link("a/b", "/").file("a/b/..", "").toBytes()),
            "image.path",
            "!a/b/.."),
        Arguments.of(
            "link out of the image", TestArchives.docker("amd64", outward), "image.link", "!a/b"),
        Arguments.of(
            "hard link out of the image", TestArchives.docker("amd64", hard), "image.link", "!a"),
        Arguments.of("device", TestArchives.docker("amd64", device), "image.kind", "!dev/sda"),
        Arguments.of(
            "unknown architecture", TestArchives.docker("quantum", LOWER), "image.arch", ".json"),
        Arguments.of(
            "other system",
            TestArchives.dockerOf(config.replace("linux", "windows"), LOWER),
            "image.os",
            ".json"),
        Arguments.of(
            "description that is no JSON",
            replaced(good, text -> text.replace("[{\"Config\"", "[[\"Config\"")),
            "image.json",
            "manifest.json"),
        Arguments.of(
            "missing blob",
            TestArchives.oci()
                .manifest("{\"config\":{\"digest\":\"sha256:%s\"}}".formatted("0".repeat(64)))
                .toBytes(),
            "image.missing",
            "blobs/sha256/000"),
        Arguments.of(
            "indexes that name each other thousands of times",
            TestArchives.oci().nested(3_000).nested(3_000).nested(3_000).toBytes(),
            "image.arch",
            ""),
        Arguments.of(
            "indexes within indexes",
            deep(TestArchives.oci(), 30).toBytes(),
            "image.nested",
            "blobs/sha256/"),
        Arguments.of(
            "digest that is none",
            TestArchives.oci().manifest("{\"config\":{\"digest\":\"md5:1\"}}").toBytes(),
            "image.digest",
            "blobs/sha256/"),
        Arguments.of(
            "layer of nothing but zeros",
            TestArchives.oci()
                .image("amd64", new TestTar().file("zeros", new byte[100 << 20]).toBytes())
                .toBytes(),
            "image.bomb",
            "layer 1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void isRefusedWithItsPlace(String what, byte[] archive, String code, String place)
      throws IOException {
    ImageException refusal =
        assertThrows(ImageException.class, () -> store(archive, Optional.empty()));

    assertEquals(code, refusal.code(), refusal.getMessage());
    assertTrue(refusal.place().contains(place), refusal.place());
    assertTrue(!refusal.hint().isEmpty());
    try (Stream<Path> left = Files.list(folder.resolve("scratch"))) {
      assertEquals(List.of("archive"), left.map(file -> file.getFileName().toString()).toList());
    }
  }

  private static TestArchives.Oci deep(TestArchives.Oci archive, int indexes) {
    return indexes == 0 ? archive : deep(archive.nested(1), indexes - 1);
  }

  @Test
  void anIndexThatIsNamedTwiceIsLookedThroughOnce() throws IOException {
    byte[] archive = TestArchives.oci().image("amd64", LOWER).nested(5).nested(5).toBytes();

    assertEquals("amd64", only(archive).manifest().arch());
  }

  @Test
  void tooMuchIsRefused() throws IOException {
    ImageLimits tight = new ImageLimits(100, 1, 3, 100_000, 200);

    assertEquals("image.entries", refusedWith(tight, TestArchives.docker("amd64", UPPER)));
    assertEquals(
        "image.layers",
        refusedWith(tight, TestArchives.docker("amd64", new byte[1024], new byte[1024])));
    assertEquals(
        "image.too-large",
        refusedWith(
            tight,
            TestArchives.docker("amd64", new TestTar().file("x", noise(4, 200_000)).toBytes())));
  }

  @Test
  void bytesTooShortForATarAreNoRootFileSystem() {
    ImageException refusal =
        assertThrows(ImageException.class, () -> store(new byte[] {1, 2, 3}, Optional.of("amd64")));

    assertEquals("image.damaged", refusal.code());
  }

  @Test
  void architectureThatIsNotThereIsRefused() {
    ImageException refusal =
        assertThrows(
            ImageException.class,
            () -> store(TestArchives.docker("amd64", LOWER), Optional.of("arm64")));

    assertTrue(String.valueOf(refusal.getMessage()).contains("only for amd64"));
  }

  private String refusedWith(ImageLimits limits, byte[] archive) {
    return assertThrows(ImageException.class, () -> store(archive, limits, Optional.empty()))
        .code();
  }

  private StoredImage only(byte[] archive) throws IOException {
    List<ImageIndex.Entry> entries = store(archive, Optional.empty());
    assertEquals(1, entries.size());
    return open(entries.get(0));
  }

  private StoredImage open(ImageIndex.Entry entry) throws IOException {
    return StoredImage.open(objects, ObjectName.of(entry.manifest()));
  }

  private List<ImageIndex.Entry> store(byte[] archive, Optional<String> arch) throws IOException {
    return store(archive, ImageLimits.DEFAULT, arch);
  }

  private List<ImageIndex.Entry> store(byte[] archive, ImageLimits limits, Optional<String> arch)
      throws IOException {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    Path file = Files.write(scratch.resolve("archive"), archive);
    try (ImageArchive opened = ImageArchive.open(file, scratch, limits, arch)) {
      return opened.store(objects);
    }
  }

  private static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  /** Replaces text of the same length, or in a file whose size is then written anew. */
  private static byte[] replaced(byte[] archive, UnaryOperator<String> change) {
    String before = new String(archive, StandardCharsets.ISO_8859_1);
    String after = change.apply(before);
    assertTrue(!before.equals(after));
    return after.length() == before.length()
        ? after.getBytes(StandardCharsets.ISO_8859_1)
        : Rewritten.of(archive, change);
  }

  private static byte[] noise(long seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }
}
