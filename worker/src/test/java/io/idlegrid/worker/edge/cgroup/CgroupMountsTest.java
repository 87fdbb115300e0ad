package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CgroupMountsTest {

  @Test
  void findsVersionTwo() {
    CgroupMounts mounts =
        CgroupMounts.parse(
            List.of(
                "23 28 0:21 / /proc rw,relatime shared:12 - proc proc rw",
                "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"));

    assertEquals(Map.of(), mounts.legacy());
    assertEquals(Path.of("/sys/fs/cgroup"), mounts.unified());
    assertFalse(mounts.nested());
  }

  @Test
  void findsVersionOneWithControllersThatShareAMount() {
    CgroupMounts mounts =
        CgroupMounts.parse(
            List.of(
                "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755",
                "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
                "37 31 0:34 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer"));

    assertEquals(Path.of("/sys/fs/cgroup/cpu,cpuacct"), mounts.legacy().get("cpuacct"));
    assertEquals(Path.of("/sys/fs/cgroup/freezer"), mounts.legacy().get("freezer"));
    assertNull(mounts.unified());
  }

  @Test
  void findsBothAtOnce() {
    CgroupMounts mounts =
        CgroupMounts.parse(
            List.of(
                "37 31 0:34 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer",
                "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw"));

    assertEquals(Path.of("/sys/fs/cgroup/unified"), mounts.unified());
    assertEquals(Path.of("/sys/fs/cgroup/freezer"), mounts.legacy().get("freezer"));
  }

  @Test
  void noticesThatItIsInsideAContainer() {
    CgroupMounts mounts =
        CgroupMounts.parse(
            List.of("30 23 0:26 /docker/ab12 /sys/fs/cgroup ro - cgroup2 cgroup rw"));

    assertTrue(mounts.nested());
  }

  @Test
  void understandsEscapedBlanks() {
    CgroupMounts mounts =
        CgroupMounts.parse(List.of("30 23 0:26 / /mnt/c\\040groups rw - cgroup2 cgroup2 rw"));

    assertEquals(Path.of("/mnt/c groups"), mounts.unified());
  }
}
