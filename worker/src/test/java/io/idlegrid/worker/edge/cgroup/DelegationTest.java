package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.worker.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which group an agent without root takes for its own; systemd marks those that it hands over. */
class DelegationTest {

  @TempDir Path unified;

  @Test
  void whereNothingIsMarkedItCountsThatWeMayWrite() throws IOException {
    made("user.slice/session");

    assertEquals(Optional.of("user.slice/session"), found("user.slice/session"));
    assertEquals(Optional.empty(), found(""));
  }

  @Test
  void aGroupThatSystemdHandedOverIsOurs() throws IOException {
    mark(made("user.slice/session"), "1");
    mark(made("user.slice/session/worker.service"), "1");

    assertEquals(
        Optional.of("user.slice/session/worker.service"),
        found("user.slice/session/worker.service/agent"));
  }

  @Test
  void aGroupThatSystemdManagesIsNotThoughWeMayWriteToIt() throws IOException {
    mark(made("user.slice/session"), "1");
    made("user.slice/session/terminal.scope");

    IOException refused =
        assertThrows(IOException.class, () -> found("user.slice/session/terminal.scope"));

    assertEquals(
        "/user.slice/session/terminal.scope is managed by systemd, which did not hand it over",
        refused.getMessage());
  }

  @Test
  void anotherMarkIsNone() throws IOException {
    mark(made("user.slice/session"), "0");

    assertEquals(Optional.of("user.slice/session"), found("user.slice/session"));
  }

  private Optional<String> found(String group) throws IOException {
    Path membership = unified.resolve("membership");
    Files.writeString(membership, "3:cpu:/elsewhere\n0::/" + group + "\n");
    return Delegation.of(unified, membership).map(Delegation::path);
  }

  private Path made(String name) throws IOException {
    Path group = Files.createDirectories(unified.resolve(name));
    Files.createFile(group.resolve("cgroup.procs"));
    Files.createFile(group.resolve("cgroup.subtree_control"));
    return group;
  }

  /** Sets {@code user.delegate}. */
  static void mark(Path group, String value) {
    try {
      Files.getFileAttributeView(group, UserDefinedFileAttributeView.class)
          .write("delegate", StandardCharsets.US_ASCII.encode(value));
    } catch (IOException e) {
      Needs.that(false, "extended attributes of users (" + e + ")");
    }
  }
}
