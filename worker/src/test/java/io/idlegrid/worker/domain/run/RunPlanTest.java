package io.idlegrid.worker.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPlanTest {

  private static final UnitLimits LIMITS = new UnitLimits(1, 64 << 20, 32, 1 << 20);
  private static final UnitFolders FOLDERS =
      new UnitFolders(null, Map.of(), null, Path.of("/var/a/work"), Path.of("/var/a/checkpoint"));

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "..", "-a", "a b", "a\nb"})
  void refusesAttemptNamesThatPathsAndContainersDoNotTake(String name) {
    assertThrows(IllegalArgumentException.class, () -> new AttemptName(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/proc", "/grid/code", "/dev/shm", "/tmp/x", "relative"})
  void refusesFurtherFoldersThatWouldUndoTheSandbox(String folder) {
    assertThrows(
        IllegalArgumentException.class,
        () -> plan(List.of("sh"), Map.of(), List.of(Path.of(folder))));
  }

  @Test
  void refusesToRunNothing() {
    assertThrows(IllegalArgumentException.class, () -> plan(List.of(), Map.of(), List.of()));
  }

  @Test
  void refusesVariableNamesThatCannotBe() {
    assertThrows(
        IllegalArgumentException.class, () -> plan(List.of("sh"), Map.of("A=B", "c"), List.of()));
  }

  @Test
  void refusesArtifactRolesThatLeaveTheirFolder() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new UnitFolders(
                null, Map.of("../x", Path.of("/a")), null, FOLDERS.work(), FOLDERS.checkpoint()));
  }

  @Test
  void showsFoldersAsSiblings() {
    UnitView view = UnitView.SANDBOX;

    assertEquals("/grid/work", view.work());
    assertEquals("/grid/artifacts/model", view.artifact("model"));
  }

  private static RunPlan plan(List<String> command, Map<String, String> env, List<Path> folders) {
    return new RunPlan(new AttemptName("a1"), command, env, FOLDERS, LIMITS, null, false, folders);
  }
}
