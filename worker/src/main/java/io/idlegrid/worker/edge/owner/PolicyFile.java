package io.idlegrid.worker.edge.owner;

import io.idlegrid.worker.domain.owner.OwnerPolicy;
import io.idlegrid.worker.domain.owner.PolicyError;
import io.idlegrid.worker.domain.owner.PolicyKey;
import io.idlegrid.worker.domain.owner.PolicyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's policy in a file, read again when it changes. With errors in it the policy from
 * before holds on, and nothing new is taken.
 */
public final class PolicyFile {

  /** The file's name in the worker's folder. */
  public static final String NAME = "policy.conf";

  private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

  private final Path file;
  private volatile Read last;

  /** A reading of the file. */
  private record Read(
      @Nullable Stamp stamp,
      OwnerPolicy policy,
      Map<PolicyKey, String> values,
      List<String> errors) {}

  /** What changes when the file does. */
  private record Stamp(Object key, long modified, long size) {}

  public PolicyFile(Path file) {
    this.file = file;
    this.last = new Read(null, OwnerPolicy.cautious(), Map.of(), List.of());
    refresh();
  }

  public Path path() {
    return file;
  }

  /** What holds. */
  public OwnerPolicy policy() {
    return last.policy();
  }

  /** What the owner set. */
  public Map<PolicyKey, String> values() {
    return last.values();
  }

  /** What is wrong with the file; empty when it is fine or not there. */
  public List<String> errors() {
    return last.errors();
  }

  /** Looks whether the file changed; cheap when it did not. */
  public void refresh() {
    Stamp stamp = stamp();
    Read before = last;
    if (before.stamp() == null ? stamp == null : before.stamp().equals(stamp)) {
      return;
    }
    try {
      take(stamp, SmallFiles.read(file).orElse(""));
    } catch (IOException e) {
      last =
          new Read(
              stamp,
              before.policy(),
              before.values(),
              List.of(file + " cannot be read: " + e.getMessage()));
      LOG.warn("{}", last.errors());
    }
  }

  private void take(@Nullable Stamp stamp, String text) {
    PolicyText read = PolicyText.parse(text);
    List<String> errors =
        read.errors().stream().map(PolicyError::toString).map(e -> file + ", " + e).toList();
    if (errors.isEmpty()) {
      last = new Read(stamp, read.policy().orElseThrow(), read.values(), errors);
      LOG.info("the owner's policy: {}", read.values().isEmpty() ? "as usual" : read.values());
    } else {
      last = new Read(stamp, last.policy(), last.values(), errors);
      errors.forEach(error -> LOG.error("the policy is not taken: {}", error));
    }
  }

  private @Nullable Stamp stamp() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          String.valueOf(now.fileKey()), now.lastModifiedTime().toMillis(), now.size());
    } catch (IOException absent) {
      return null;
    }
  }
}
