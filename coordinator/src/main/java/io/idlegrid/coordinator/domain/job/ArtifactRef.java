package io.idlegrid.coordinator.domain.job;

/** How a submitter names a blob. */
public sealed interface ArtifactRef {

  /** By the name that the submitter's account gave it. */
  record Named(String name) implements ArtifactRef {
    @Override
    public String toString() {
      return "artifact:" + name;
    }
  }

  /** By its SHA-256, lower-case hex. */
  record Hashed(String sha256) implements ArtifactRef {
    @Override
    public String toString() {
      return "sha256:" + sha256;
    }
  }
}
