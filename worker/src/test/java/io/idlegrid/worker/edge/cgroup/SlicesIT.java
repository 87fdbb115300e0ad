package io.idlegrid.worker.edge.cgroup;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slices that systemd makes, where it runs the device and version 2 is there alone. */
@Tag("cgroup")
class SlicesIT {

  private static final Path TREE = Path.of("/sys/fs/cgroup");
  private static final UnitLimits LIMITS = new UnitLimits(0.5, 64 << 20, 16, 1 << 20);
  private static final String NAME = "idlegrid-slices-" + ProcessHandle.current().pid();

  private AttemptGroups groups;
  private Path top;
  private Path attempt;
  private AttemptGroup made;

  @BeforeEach
  void open() throws Exception {
    groups = AttemptGroups.open(CgroupMounts.ofThisProcess(), NAME);
    Optional<String> why = groups.whyNoSlices();
    if (why.isPresent()) {
      groups.close();
    }
    Needs.ofTheDevice(why.isEmpty(), "slices of systemd: " + why.orElse(""));
    groups.limitAll(new UnitLimits(1.5, 256 << 20, 64, 1 << 20));
    made = groups.make(new AttemptName("a-1"), LIMITS);
    top = TREE.resolve(groups.path().substring(1));
    attempt = TREE.resolve(made.path().substring(1));
  }

  @AfterEach
  void leaveNothing() throws Exception {
    if (groups.whyNoSlices().isEmpty()) {
      groups.thawAll();
      made.remove();
      groups.close();
      assertEquals(
          "",
          said("systemctl", "list-units", "--all", "--plain", "--no-legend", "idlegrid.slices.*"));
    }
  }

  @Test
  void whatSystemdWritesAgainIsWhatWeSet() throws Exception {
    Needs.that(
        groups.limitsMemory() && groups.limitsCpu() && groups.limitsProcesses(),
        "controllers: " + groups.missing());
    List<String> before = knobs();

    said("systemctl", "daemon-reload");

    assertEquals(
        List.of("1", "150000 100000", "268435456", "64", "50000 100000", "67108864", "0", "16"),
        before);
    assertEquals(before, knobs());
  }

  @Test
  void whatStandsStillDoesSoWhateverSystemdDoes() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    for (Path join : made.joinFiles()) {
      Files.writeString(join, Long.toString(process.pid()));
    }
    groups.freezeAll();

    said("systemctl", "daemon-reload");
    AttemptGroup other = groups.make(new AttemptName("a-2"), LIMITS);

    Path events = attempt.resolve("cgroup.events");
    await().until(() -> Files.readString(events).contains("frozen 1"));
    assertEquals("1", Files.readString(top.resolve("cgroup.freeze")).strip());
    other.remove();
    process.destroyForcibly();
  }

  @Test
  void aSliceStoppedByHandIsMadeAnew() throws Exception {
    made.remove();
    said("systemctl", "stop", top.getFileName().toString());

    groups.used();
    made = groups.make(new AttemptName("a-1"), LIMITS);

    assertTrue(Files.isDirectory(attempt));
    assertTrue(said("systemctl", "is-active", top.getFileName().toString()).contains("active"));
  }

  private List<String> knobs() throws IOException {
    List<String> knobs = new ArrayList<>();
    for (String file : List.of("cpu.idle", "cpu.max", "memory.max", "pids.max")) {
      knobs.add(Files.readString(top.resolve(file)).strip());
    }
    for (String file : List.of("cpu.max", "memory.max", "memory.swap.max", "pids.max")) {
      knobs.add(Files.readString(attempt.resolve(file)).strip());
    }
    return knobs;
  }

  private static String said(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }
}
