package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.job.ArtifactUse;
import java.io.IOException;
import java.util.Optional;

/** Programs that the coordinator brings along for job types of its own. */
public interface Programs {

  /**
   * The program that runs ONNX models, put among the blobs when first asked for; empty where this
   * installation has none.
   */
  Optional<ArtifactUse> onnx() throws IOException;
}
