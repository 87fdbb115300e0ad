package io.idlegrid.worker.domain.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Folders (or single files) of the device that a unit may see. Read-only ones must be readable by
 * everybody; the writable ones are handed to the unit's user by the engine.
 *
 * @param code the program's files, read-only; absent where the command needs none
 * @param artifacts by role, read-only
 * @param input the unit's own data, read-only; absent where the unit has none
 * @param work the current directory, read-write. Its parent belongs to this attempt alone: an
 *     engine without mounts lays links to the others there, so that {@code ../code} holds
 *     everywhere
 * @param checkpoint read-write, survives the attempt
 */
public record UnitFolders(
    @Nullable Path code,
    Map<String, Path> artifacts,
    @Nullable Path input,
    Path work,
    Path checkpoint) {

  private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  public UnitFolders {
    artifacts = Map.copyOf(artifacts);
    artifacts.keySet().forEach(UnitFolders::requireRole);
    artifacts.values().forEach(UnitFolders::requireAbsolute);
    requireAbsolute(work);
    requireAbsolute(checkpoint);
    Optional.ofNullable(code).ifPresent(UnitFolders::requireAbsolute);
    Optional.ofNullable(input).ifPresent(UnitFolders::requireAbsolute);
    if (work.getParent() == null) {
      throw new IllegalArgumentException("the working folder cannot be the file system's root");
    }
  }

  private static void requireRole(String role) {
    if (!ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException(
          "artifact role '" + role + "' is not a file name of letters, digits, '.', '_' and '-'");
    }
  }

  private static void requireAbsolute(Path path) {
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("folder '" + path + "' of a unit is not absolute");
    }
  }
}
