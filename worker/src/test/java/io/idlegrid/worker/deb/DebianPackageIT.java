package io.idlegrid.worker.deb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.owner.PolicyText;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package's life on this machine's own system, laid under an overlay: installed, started with
 * the rights that its unit leaves, upgraded, removed, purged. package-life.sh does it and leaves an
 * answer to each question in a file.
 */
class DebianPackageIT {

  private static final Path PACKAGE = Path.of("target", "idlegrid-worker.deb").toAbsolutePath();

  @TempDir static Path folder;

  @BeforeAll
  static void live() throws Exception {
    Needs.that(
        UnitUser.of(1).changed()
            && Files.isExecutable(Path.of("/usr/bin/dpkg-deb"))
            && Files.isExecutable(Path.of("/usr/bin/bwrap"))
            && Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
        "root on a Debian system with bubblewrap");
    Path script = folder.resolve("package-life.sh");
    try (InputStream in = DebianPackageIT.class.getResourceAsStream("package-life.sh")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    Path log = folder.resolve("log");
    Process life =
        new ProcessBuilder(
                "unshare", "--mount", "sh", "-eu", script.toString(), "" + PACKAGE, "" + folder)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean hasEnded = life.waitFor(5, TimeUnit.MINUTES);
    life.destroyForcibly();
    assertTrue(hasEnded && life.exitValue() == 0, Files.readString(log));
  }

  @Test
  void whatIsSetUpIsTheOwnersToChange() throws IOException {
    assertEquals(
        List.of(
            "/etc/default/idlegrid-worker",
            "/etc/idlegrid/policy.conf",
            "/etc/idlegrid/worker.conf"),
        answer("conffiles").lines().sorted().toList());
    assertEquals(PolicyText.template(), answer("policy.conf"));
    assertTrue(answer("contents").contains("-rw-r----- root/root"), "a join code is nobody's");
  }

  @Test
  void theUnitIsWellFormedAndShutIn() throws IOException {
    assertEquals("", answer("verify"));
    double exposure =
        Double.parseDouble(answer("exposure").replaceAll("(?s).*service: ([0-9.]+) .*", "$1"));
    assertTrue(exposure <= 5.0, answer("exposure"));
  }

  @Test
  void aDeviceThatBelongsToNoGridIsToldWhatToDo() throws IOException {
    assertTrue(answer("install").contains("/etc/idlegrid/worker.conf"), answer("install"));
    assertEquals("2", answer("no-grid.code"));
    assertTrue(answer("no-grid").contains("--join"), answer("no-grid"));
    assertEquals("1", answer("condition.before"), "the unit is skipped");
    assertEquals("0", answer("condition.after"), "the unit starts");
  }

  @Test
  void theArchiveOfClassesServesAndOneOfAnotherJavaIsLeftOut() throws IOException {
    assertTrue(answer("share-on").contains("IdleGrid"), answer("share-on"));
    assertTrue(answer("stale").contains("no archive of classes fits this Java"), answer("stale"));
    assertTrue(answer("stale").contains("IdleGrid "), "and it starts all the same");
  }

  @Test
  void theRightsThatTheUnitLeavesAreEnoughToRunUnits() throws IOException {
    assertTrue(answer("status").contains("\"device\" : \"packaged\""), answer("status"));
    assertFalse(answer("status").contains("bubblewrap cannot"), answer("status"));
    assertFalse(answer("status").contains("no right to"), answer("status"));
  }

  @Test
  void aWorkerWhoseJarsWereReplacedWhileItRanStopsInOrder() throws IOException {
    assertEquals("0", answer("stopped.code"), answer("worker.log"));
    assertFalse(answer("worker.log").contains("NoClassDefFoundError"), answer("worker.log"));
  }

  @Test
  void filesOfUnitsMayHaveNamesInAnyScript() throws IOException {
    assertTrue(answer("encoding").contains("UTF-8"), answer("encoding"));
  }

  @Test
  void anUpgradeKeepsSettingsAndIdentity() throws IOException {
    assertEquals("0.1.0~upgraded", answer("version"));
    assertTrue(answer("worker.conf").contains("name = packaged"), answer("worker.conf"));
    assertTrue(answer("upgraded").contains("identity.json"), answer("upgraded"));
    assertTrue(answer("removed").contains("identity.json"), answer("removed"));
  }

  @Test
  void purgeLeavesNothing() throws IOException {
    assertEquals("", answer("left"));
    assertEquals("", answer("left.groups"));
  }

  private static String answer(String question) throws IOException {
    return Files.readString(folder.resolve("answers").resolve(question), StandardCharsets.UTF_8)
        .strip()
        .concat(question.equals("policy.conf") ? "\n" : "");
  }
}
