package io.idlegrid.worker.bench;

import io.idlegrid.worker.edge.image.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What moves when the next version of an image is fetched. Needs no engine. */
final class ChangedImage {

  private static final double CHANGED = 0.01;
  private static final int[] PIECES = {1 << 20, 256 << 10, 64 << 10, 16 << 10};

  private ChangedImage() {}

  static void measure(BenchImage image, Path folder) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "change: image of %.1f MiB, 1 %% of its bytes different (goal: 3 %% of its size moved)%n",
        BenchShelf.mib(image.bytes()));
    System.out.println(
        "different in pieces of   moved   of its size   of what the first version moved, packed");
    for (int piece : PIECES) {
      measure(image, piece, Files.createDirectory(folder.resolve("pieces-" + piece)));
    }
  }

  private static void measure(BenchImage image, int piece, Path folder) throws IOException {
    CheckingEngine engine = new CheckingEngine();
    try (BenchShelf shelf = new BenchShelf(folder.resolve("shelf"))) {
      ImageStore device = BenchShelf.device(folder.resolve("device"), shelf, engine);
      device.use(shelf.push(image, 0, piece), engine, () -> false).close();
      long first = shelf.bytes();
      device.use(shelf.push(image, CHANGED, piece), engine, () -> false).close();
      long second = shelf.bytes() - first;
      System.out.printf(
          Locale.ROOT,
          "%17d KiB %7.2f MiB   %5.2f %%      %5.2f %%%n",
          piece >> 10,
          BenchShelf.mib(second),
          100.0 * second / image.bytes(),
          100.0 * second / first);
    }
  }
}
