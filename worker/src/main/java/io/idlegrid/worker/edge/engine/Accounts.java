package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.UnitView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The user data base of a sandbox: one user. Without it a Java program has {@code ?} for its home.
 *
 * @param passwd to be shown as {@code /etc/passwd}
 * @param group to be shown as {@code /etc/group}
 */
public record Accounts(Path passwd, Path group) {

  public static final String NAME = "unit";

  /**
   * @param folder of the engine's own
   */
  public static Accounts write(Path folder, UnitUser user) throws IOException {
    Files.createDirectories(folder);
    String account =
        NAME
            + ":x:"
            + user.uid()
            + ":"
            + user.gid()
            + "::"
            + UnitView.SANDBOX.work()
            + ":/bin/sh\n";
    String ofGroup = NAME + ":x:" + user.gid() + ":\n";
    return new Accounts(
        Files.writeString(folder.resolve("passwd"), account),
        Files.writeString(folder.resolve("group"), ofGroup));
  }
}
