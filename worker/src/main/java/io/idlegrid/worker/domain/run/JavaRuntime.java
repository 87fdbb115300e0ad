package io.idlegrid.worker.domain.run;

import java.nio.file.Path;
import java.util.List;

/**
 * A Java that units can use.
 *
 * @param home what {@code JAVA_HOME} is to be
 * @param feature version, such as 17
 * @param outsideView folders that a unit sees only if its plan names them as read-only folders;
 *     empty where the home is part of what every unit sees
 */
public record JavaRuntime(Path home, int feature, List<Path> outsideView) {

  public JavaRuntime {
    outsideView = List.copyOf(outsideView);
  }
}
