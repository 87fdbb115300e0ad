package io.idlegrid.coordinator.edge.input;

import io.idlegrid.coordinator.domain.job.ArtifactUse;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs that lie beside the coordinator's own. */
public final class InstalledPrograms implements Programs {

  private final Path onnx;
  private final BlobStore blobs;
  private Optional<ArtifactUse> stored = Optional.empty();

  /**
   * @param onnx archive with the ONNX program and its libraries; may be missing
   */
  public InstalledPrograms(Path onnx, BlobStore blobs) {
    this.onnx = onnx;
    this.blobs = blobs;
  }

  @Override
  public synchronized Optional<ArtifactUse> onnx() throws IOException {
    // It goes with the last job that named it.
    stored = stored.filter(known -> blobs.claim(known.sha256()).isPresent());
    if (stored.isEmpty() && Files.isRegularFile(onnx)) {
      try (InputStream in = Files.newInputStream(onnx);
          BlobStore.Draft draft = blobs.draft()) {
        in.transferTo(draft);
        stored = Optional.of(new ArtifactUse("onnx", draft.keep(), Files.size(onnx), true));
      }
    }
    return stored;
  }
}
