package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.worker.edge.cgroup.Controllers.Hierarchy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders stand for the kernel's. */
class EngineGroupsTest {

  private static final String DOCKER = "system.slice/docker.service";
  private static final String CONTAINERD = "system.slice/containerd.service";

  @TempDir private Path proc;
  @TempDir private Path tree;

  @Test
  void addsUpTheGroupsOfTheEngines() throws Exception {
    process(7, "dockerd", DOCKER);
    process(8, "containerd", CONTAINERD);
    process(9, "containerd-shim", CONTAINERD);

    assertEquals(Duration.ofMillis(3), unified().find().used());
    assertEquals(Duration.ofNanos(30), legacy().find().used());
  }

  @Test
  void aGroupThatHoldsSomethingElseIsTheOwners() throws Exception {
    process(7, "dockerd", DOCKER);
    process(8, "backup", DOCKER);

    assertEquals(Duration.ZERO, unified().find().used());
  }

  @Test
  void aGroupWithContainersInsideIsTheOwners() throws Exception {
    process(7, "dockerd", DOCKER);
    Files.createDirectories(tree.resolve(DOCKER).resolve("a-container"));

    assertEquals(Duration.ZERO, unified().find().used());
  }

  @Test
  void anEngineInTheGroupOfEverybodyIsTheOwners() throws Exception {
    process(7, "dockerd", "");

    assertEquals(Duration.ZERO, unified().find().used());
  }

  @Test
  void whoOnlyLivesInAGroupIsNoEngine() throws Exception {
    process(9, "containerd-shim", CONTAINERD);

    assertEquals(Duration.ZERO, unified().find().used());
  }

  @Test
  void anAttemptThatCallsItselfAnEngineIsNone() throws Exception {
    process(7, "dockerd", "idlegrid/an-attempt");
    process(8, "dockerd", "system.slice/worker.service/idlegrid/an-attempt");

    assertEquals(Duration.ZERO, unified().find().used());
    assertEquals(Duration.ZERO, legacy().find().used());
  }

  @Test
  void aGroupWhoseMembersCannotBeReadIsTheOwners() throws Exception {
    process(7, "dockerd", DOCKER);
    Files.delete(tree.resolve(DOCKER).resolve("cgroup.procs"));

    assertThrows(IOException.class, () -> unified().find());
  }

  @Test
  void withoutAccountingThereIsNothing() throws Exception {
    process(7, "dockerd", DOCKER);

    assertEquals(Duration.ZERO, new EngineGroups(proc, "idlegrid", null).find().used());
  }

  private EngineGroups unified() {
    return new EngineGroups(proc, "idlegrid", new Hierarchy(tree, true));
  }

  private EngineGroups legacy() {
    return new EngineGroups(proc, "idlegrid", new Hierarchy(tree, false));
  }

  /** The first process of a group makes it: 1 ms for docker, 2 ms for containerd. */
  private void process(long id, String name, String group) throws IOException {
    Path process = Files.createDirectories(proc.resolve(Long.toString(id)));
    Files.writeString(process.resolve("comm"), name + "\n");
    Files.writeString(
        process.resolve("cgroup"),
        "4:memory:/elsewhere\n2:cpu,cpuacct:/%s\n0::/%s\n".formatted(group, group));
    Path folder = Files.createDirectories(tree.resolve(group));
    long used = group.equals(DOCKER) ? 1 : 2;
    Files.writeString(folder.resolve("cpu.stat"), "usage_usec " + used * 1_000 + "\n");
    Files.writeString(folder.resolve("cpuacct.usage"), used * 10 + "\n");
    Path members = folder.resolve("cgroup.procs");
    Files.writeString(
        members, (Files.exists(members) ? Files.readString(members) : "") + id + "\n");
  }
}
