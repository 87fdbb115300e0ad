package io.idlegrid.worker.edge.owner;

import io.idlegrid.worker.domain.owner.OwnerPolicy;
import io.idlegrid.worker.domain.owner.PolicyError;
import io.idlegrid.worker.domain.owner.PolicyKey;
import io.idlegrid.worker.domain.owner.PolicyText;
import io.idlegrid.worker.edge.disk.FileStamp;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's policy in a file, read again when it changes. With errors in it, or when it cannot be
 * read, the policy from before holds on, and nothing new is taken.
 */
public final class PolicyFile {

  /** The file's name in the worker's folder. */
  public static final String NAME = "policy.conf";

  /** Everything explained takes a tenth of it. */
  private static final int MOST_BYTES = 64 << 10;

  private static final FileStamp ABSENT = new FileStamp("", 0, 0);

  private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

  private final Path file;
  private volatile Read last;

  /** A reading of the file. */
  private record Read(
      @Nullable FileStamp stamp,
      OwnerPolicy policy,
      Map<PolicyKey, String> values,
      List<String> errors) {}

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
    try {
      FileStamp stamp = stamp();
      if (!stamp.equals(last.stamp())) {
        take(stamp, stamp.equals(ABSENT) ? "" : readText(file));
      }
    } catch (IOException e) {
      // Without a stamp: rights that somebody gives back change neither time nor size.
      refuse(null, List.of(e instanceof UnfitException ? "" + e.getMessage() : unread(e)));
    }
  }

  /**
   * A policy's text.
   *
   * @throws IOException in words, if that is no file that could be one
   */
  public static String readText(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      // A pipe would keep us waiting for ever.
      throw new UnfitException(
          file + " is no file; remove it, or put a file of lines 'key = value' there");
    }
    if (attributes.size() > MOST_BYTES) {
      throw new UnfitException(
          "%s has %d KiB, and a policy has %d KiB at most; is it another file?"
              .formatted(file, attributes.size() >> 10, MOST_BYTES >> 10));
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new UnfitException(file + " is no text in UTF-8; save it as such, or remove it");
    }
  }

  /** What is there cannot be a policy; the message says all. */
  private static final class UnfitException extends IOException {
    private static final long serialVersionUID = 1L;

    UnfitException(String message) {
      super(message);
    }
  }

  private String unread(IOException e) {
    return e instanceof AccessDeniedException
        ? file + " may not be read by the worker's user; give it the right to"
        : file + " cannot be read: " + e;
  }

  private void refuse(@Nullable FileStamp stamp, List<String> errors) {
    if (!errors.equals(last.errors())) {
      errors.forEach(error -> LOG.error("the policy is not taken: {}", error));
    }
    last = new Read(stamp, last.policy(), last.values(), errors);
  }

  private void take(FileStamp stamp, String text) {
    PolicyText read = PolicyText.parse(text);
    List<String> errors =
        read.errors().stream().map(PolicyError::toString).map(e -> file + ", " + e).toList();
    if (errors.isEmpty()) {
      last = new Read(stamp, read.policy().orElseThrow(), read.values(), errors);
      LOG.info("the owner's policy: {}", read.values().isEmpty() ? "as usual" : read.values());
    } else {
      refuse(stamp, errors);
    }
  }

  /** A link that leads nowhere, or a folder that is gone, is no owner without wishes. */
  private FileStamp stamp() throws IOException {
    try {
      return FileStamp.of(file);
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(file)) {
        throw new UnfitException(
            "%s leads to %s, which is not there; put it back, or remove the link"
                .formatted(file, Files.readSymbolicLink(file)));
      }
      if (!Files.isDirectory(file.toAbsolutePath().resolveSibling(""))) {
        throw new UnfitException(
            "the folder of " + file + " is gone; end the worker and start it anew");
      }
      return ABSENT;
    }
  }
}
