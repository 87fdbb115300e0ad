package io.idlegrid.worker;

import static io.idlegrid.worker.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that some process appends to as long as it runs. */
public final class GrowingFile {

  private static final int LOOKS = 50_000;

  private GrowingFile() {}

  /** Waits until it is there and larger than before. */
  public static void awaitGrowth(Path file, long before) {
    await().until(() -> Files.exists(file) && Files.size(file) > before);
  }

  /** Gives processes a chance to prove us wrong, without a clock: this one works meanwhile. */
  public static long sizeAfterAWhile(Path file) throws IOException {
    long seen = 0;
    for (int i = 0; i < LOOKS; i++) {
      seen = Files.size(file);
    }
    return seen;
  }

  /** Its size once the system call is over that was under way when its writers were stopped. */
  public static long sizeAtRest(Path file) {
    await().until(() -> Files.size(file) == sizeAfterAWhile(file));
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new AssertionError(file + " went away", e);
    }
  }
}
