package io.idlegrid.worker.edge.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.edge.engine.docker.message.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Engines whose containers would not be protected from are not used, and what helps is said. */
class EngineObstacleTest {

  private static final Optional<String> NO_SLICES = Optional.of("there is no bus");

  @Test
  void oneThatPutsContainersWhereItIsToldHasNone() {
    assertEquals(Optional.empty(), found("cgroupfs", false).obstacle(NO_SLICES));
  }

  @Test
  void oneThatLetsSystemdMakeTheGroupsHasNoneWhereOursAreItsToo() {
    assertEquals(Optional.empty(), found("systemd", false).obstacle(Optional.empty()));
  }

  @Test
  void oneThatLetsSystemdMakeOtherGroupsThanOursSaysWhyAndWhatToSet() {
    String obstacle = found("systemd", false).obstacle(NO_SLICES).orElseThrow();

    assertTrue(obstacle.contains("no bus"), obstacle);
    assertTrue(obstacle.contains("native.cgroupdriver=cgroupfs"), obstacle);
  }

  @Test
  void anotherThanDockerThatLetsSystemdMakeTheGroupsIsNotTested() {
    Reply.Found podman = new Reply.Found(1, "4.3", "amd64", "systemd", false, false, List.of());

    String obstacle = podman.obstacle(Optional.empty()).orElseThrow();

    assertTrue(obstacle.contains("cgroup_manager"), obstacle);
  }

  @Test
  void oneWithUsersOfItsOwnSaysWhatElseThereIs() {
    String obstacle = found("cgroupfs", true).obstacle(NO_SLICES).orElseThrow();

    assertTrue(obstacle.contains("process engine"), obstacle);
  }

  private static Reply.Found found(String driver, boolean rootless) {
    return new Reply.Found(1, "20.10", "amd64", driver, rootless, true, List.of());
  }
}
