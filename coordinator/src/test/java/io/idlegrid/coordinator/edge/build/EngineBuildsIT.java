package io.idlegrid.coordinator.edge.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.edge.image.PackedImages;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.BuildImages;
import io.idlegrid.coordinator.flow.BuildImages.Phase;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.Engines;
import io.idlegrid.coordinator.given.Patience;
import io.idlegrid.image.archive.ImageLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that a real engine does, and those that it must not go on with. */
class EngineBuildsIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final long MUCH = 8L << 30;

  @TempDir private Path folder;
  private final String mark = "idlegrid-builds-test" + ProcessHandle.current().pid();
  private final InMemoryGridStore store = new InMemoryGridStore();
  private PackedImages images;

  @BeforeEach
  void open() throws Exception {
    Engines.needsDocker();
    images = new PackedImages(folder.resolve("images"), 0, ImageLimits.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    images.close();
    assertEquals("", Engines.docker("ps", "-aq", "--filter", "label=io.idlegrid.build=" + mark));
    assertEquals(
        "",
        Engines.docker(
            "images",
            "-q",
            "--filter",
            "label=io.idlegrid.build=" + mark,
            "--filter",
            "dangling=true"));
    assertEquals("", Engines.docker("images", "-q", "idlegrid.invalid/" + mark));
  }

  @Test
  void imagesAreBuiltFromNothingAndUponEachOther() throws Exception {
    BuildImages builds = builds(LONG, MUCH, Runnable::run);
    build(
        builds,
        "base",
        Map.of(
            "Dockerfile",
            text("FROM scratch\nADD root.tar /\nRUN echo built > /built\n"),
            "root.tar",
            Engines.root("/bin/sh")));
    BuildImages.State first = state(builds, "base");
    build(
        builds,
        "upon",
        Map.of(
            "other/Dockerfile",
            text(
                """
                FROM base AS one
                ARG WHO=nobody
                COPY . /all
                RUN read x < /built && echo "$x by $WHO"; echo /all/* /all/.*
                RUN while read x; do echo "net $x"; done < /proc/net/dev
                RUN while read x; do echo "group $x"; done < /proc/self/cgroup
                FROM scratch
                COPY --from=one /built /built
                COPY --from=base /bin/sh /bin/sh
                """),
            "note",
            text("x")));
    BuildImages.State second = state(builds, "upon");

    assertEquals(Optional.empty(), first.problem().map(RefusedException::detail));
    assertEquals(Phase.DONE, first.phase());
    assertEquals(Optional.empty(), second.problem().map(RefusedException::detail));
    String log = second.log();
    assertTrue(log.contains("built by ada"), log);
    assertTrue(log.contains("FROM base AS one"), log);
    assertTrue(log.contains("/all/note") && !log.contains("/all/.idlegrid"), log);
    assertTrue(log.contains("net lo:") && !log.contains("net eth0"), log);
    if (Files.exists(Path.of("/sys/fs/cgroup/pids"))) {
      assertTrue(log.contains("/" + mark + "/"), log);
    }
    assertEquals(2, named("base").variants().get(0).layers());
    assertEquals(2, named("upon").variants().get(0).layers());
    try (var left = Files.list(folder.resolve("builds"))) {
      assertFalse(left.findAny().isPresent());
    }
  }

  @Test
  void buildsThatDoNotEndOrFillTheDiskAreEndedAtTheirLine() throws Exception {
    Map<String, byte[]> endless =
        Map.of(
            "Dockerfile",
            text("FROM scratch\nADD root.tar /\n\nRUN while :; do :; done\n"),
            "root.tar",
            Engines.root("/bin/sh"));
    Map<String, byte[]> full = new LinkedHashMap<>(endless);
    byte[] noise = new byte[16 << 20];
    new Random(1).nextBytes(noise);
    full.put("noise", noise);
    full.put("root.tar", Engines.root("/bin/sh", "/bin/cp"));
    full.put(
        "Dockerfile",
        text(
            """
            FROM scratch
            ADD root.tar /
            COPY noise /noise
            RUN i=0; while :; do i=$((i+1)); cp /noise /f$i; done
            """));

    BuildImages timed = builds(Duration.ofSeconds(12), MUCH, Runnable::run);
    build(timed, "endless", endless);
    BuildImages filled = builds(LONG, 192L << 20, Runnable::run);
    build(filled, "full", full);

    RefusedException late = state(timed, "endless").problem().orElseThrow();
    RefusedException large = state(filled, "full").problem().orElseThrow();
    assertEquals("build.time", late.code(), late.detail());
    assertEquals(Optional.of("Dockerfile:4"), late.pointer());
    assertEquals("build.disk", large.code(), large.detail());
    assertEquals(Optional.of("Dockerfile:4"), large.pointer());
    assertTrue(store.get(Table.IMAGE, NamedImage.key("ada", "full")).isEmpty());
  }

  @Test
  void aFolderThatTheDiskHasNoRoomForIsRefusedBeforeItIsUnpacked() throws Exception {
    long free = Files.getFileStore(folder).getUsableSpace();
    BuildImages builds = builds(LONG, MUCH, 2 * free, Runnable::run);

    build(builds, "full", Map.of("Dockerfile", text("FROM scratch\nCOPY . /\n")));

    RefusedException refused = state(builds, "full").problem().orElseThrow();
    assertEquals("build.disk", refused.code(), refused.detail());
    assertTrue(refused.detail().contains("a folder of 0 MiB only"), refused.detail());
    try (var left = Files.list(folder.resolve("builds"))) {
      assertFalse(left.findAny().isPresent());
    }
  }

  @Test
  void aBuildThatIsCancelledEnds() throws Exception {
    List<Thread> lanes = new ArrayList<>();
    BuildImages builds =
        builds(
            LONG,
            MUCH,
            work -> {
              Thread lane = new Thread(work, "builds");
              lanes.add(lane);
              lane.start();
            });
    build(
        builds,
        "long",
        Map.of(
            "Dockerfile",
            text("FROM scratch\nADD root.tar /\nRUN echo begun; while :; do :; done\n"),
            "root.tar",
            Engines.root("/bin/sh")));
    Patience.await()
        .until(() -> state(builds, "long").log().contains("\nbegun") || over(builds, "long"));

    boolean wasThere = builds.cancel("ada", "long");
    lanes.get(0).join();

    assertTrue(wasThere);
    assertEquals(Phase.CANCELLED, state(builds, "long").phase());
  }

  @Test
  void whatCannotBeBuiltIsRefusedWithItsPlace() throws Exception {
    BuildImages builds = builds(LONG, MUCH, Runnable::run);

    assertRefused(builds, Map.of("x", text("")), "build.dockerfile", "other/Dockerfile");
    assertRefused(
        builds,
        Map.of("other/Dockerfile", text("FROM nowhere:1\n")),
        "build.base",
        "other/Dockerfile:1");
    assertRefused(
        builds,
        Map.of("other/Dockerfile", text("FROM scratch\nCOPY missing /\n")),
        "build.failed",
        "other/Dockerfile:2");
    assertRefused(
        builds,
        Map.of("other/Dockerfile", text("FROM scratch\nADD http://example.org /\n")),
        "build.add",
        "other/Dockerfile:2");
    assertRefused(builds, Map.of("out", text("->../../etc")), "archive.link", "/context");
    RefusedException none =
        assertThrows(
            RefusedException.class, () -> builds.begin(wish("none", "0".repeat(64), "Dockerfile")));
    assertEquals("image.archive", none.code());
  }

  @Test
  void twoBuildsOfOneFolderWaitForTheSameArchive() throws Exception {
    List<Runnable> lane = new ArrayList<>();
    BuildImages builds = builds(LONG, MUCH, lane::add);
    Map<String, byte[]> files =
        Map.of("Dockerfile", text("FROM scratch\nCOPY note /\n"), "note", text("x"));
    build(builds, "one", files);
    build(builds, "two", files);

    lane.forEach(Runnable::run);

    assertEquals(Phase.DONE, state(builds, "one").phase());
    assertEquals(Phase.DONE, state(builds, "two").phase());
    assertEquals(1, named("two").variants().get(0).layers());
    RefusedException gone =
        assertThrows(
            RefusedException.class,
            () -> builds.begin(wish("three", sha256(tar(files)), "Dockerfile")));
    assertEquals("image.archive", gone.code());
  }

  private void assertRefused(
      BuildImages builds, Map<String, byte[]> files, String code, String place) throws Exception {
    build(builds, "bad", files);
    RefusedException refused = state(builds, "bad").problem().orElseThrow();
    assertEquals(code, refused.code(), refused.detail());
    assertEquals(Optional.of(place), refused.pointer());
  }

  private static boolean over(BuildImages builds, String name) {
    Phase phase = state(builds, name).phase();
    return phase != Phase.WAITING && phase != Phase.BUILDING;
  }

  private static BuildImages.State state(BuildImages builds, String name) {
    return builds.state("ada", name, 0).orElseThrow();
  }

  private NamedImage named(String name) {
    return store.<NamedImage>get(Table.IMAGE, NamedImage.key("ada", name)).orElseThrow();
  }

  private BuildImages builds(Duration time, long diskBytes, Executor lane) throws IOException {
    return builds(time, diskBytes, 0, lane);
  }

  private BuildImages builds(Duration time, long diskBytes, long reserveBytes, Executor lane)
      throws IOException {
    EngineBuilds engine =
        new EngineBuilds(
            new BuildSettings(
                URI.create("unix:///var/run/docker.sock"), 256L << 20, 1, time, diskBytes, false),
            new EngineBuilds.Place(
                folder.resolve("builds"), mark, images.incoming(), images::archive, reserveBytes));
    return new BuildImages(
        new BuildImages.Parts(
            store,
            images,
            Optional.of(engine),
            commit ->
                store
                    .commit(List.of(commit))
                    .get(0)
                    .ifPresent(
                        claim -> {
                          throw new AssertionError(claim);
                        }),
            lane,
            (account, bytes) -> {},
            Clock.systemUTC()));
  }

  private void build(BuildImages builds, String name, Map<String, byte[]> files) throws Exception {
    byte[] archive = tar(files);
    String sha256 = sha256(archive);
    Path file = Files.write(folder.resolve("upload"), archive);
    images.incoming().adopt(file, sha256);
    String dockerfile = files.containsKey("Dockerfile") ? "Dockerfile" : "other/Dockerfile";
    builds.begin(wish(name, sha256, dockerfile));
  }

  private static String sha256(byte[] archive) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
  }

  private static BuildImages.Wish wish(String name, String archive, String dockerfile) {
    return new BuildImages.Wish(
        "ada", name, archive, dockerfile, Map.of("WHO", "ada"), Optional.empty());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A file whose text begins with an arrow becomes a link. */
  private static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (var file : files.entrySet()) {
        String start = new String(file.getValue(), StandardCharsets.ISO_8859_1);
        boolean isLink = start.startsWith("->");
        TarArchiveEntry entry =
            isLink
                ? new TarArchiveEntry(file.getKey(), TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(file.getKey());
        if (isLink) {
          entry.setLinkName(start.substring(2));
        } else {
          entry.setSize(file.getValue().length);
        }
        tar.putArchiveEntry(entry);
        if (!isLink) {
          tar.write(file.getValue());
        }
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }
}
