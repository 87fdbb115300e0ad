package io.idlegrid.worker.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.RootTree;
import io.idlegrid.image.archive.ImageArchive;
import io.idlegrid.image.archive.ImageLimits;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.ObjectSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What moves when an image is fetched, and when its next version is. Needs no engine. */
@Command(
    name = "images",
    mixinStandardHelpOptions = true,
    description = {
      "What moves when the second version of an image is fetched: 1 % of its bytes are different, in"
          + " pieces of several lengths. The image is made of this machine's own libraries."
    })
final class ImagesBench implements Callable<Integer> {

  private static final double CHANGED = 0.01;
  private static final int[] PIECES = {1 << 20, 256 << 10, 64 << 10, 16 << 10};

  @Option(names = "--mib", defaultValue = "100", description = "Size of the image.")
  private int mebibytes = 100;

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("idlegrid-bench");
    try {
      BenchImage image = BenchImage.ofThisMachine((long) mebibytes << 20);
      System.out.printf(
          Locale.ROOT, "image of %.1f MiB, 1 %% of its bytes different%n", mib(image.bytes()));
      System.out.println("different in pieces of   moved    of what the first version moved");
      for (int piece : PIECES) {
        measure(image, piece, Files.createDirectory(folder.resolve("pieces-" + piece)));
      }
      return 0;
    } finally {
      RootTree.delete(folder);
    }
  }

  private static void measure(BenchImage image, int piece, Path folder) throws IOException {
    Path shelf = Files.createDirectory(folder.resolve("shelf"));
    try (ObjectPacks objects = ObjectPacks.open(shelf.resolve("objects"), 64L << 20)) {
      Line line = new Line(objects);
      ImageStore device =
          new ImageStore(
              folder.resolve("device"),
              new ImageStore.Rules("amd64", 1L << 40, 0, Duration.ofSeconds(1)),
              line,
              any -> Optional.empty(),
              new ObjectMapper(),
              Clock.systemUTC());
      Path tar = shelf.resolve("root.tar");
      image.write(tar, 0, piece);
      device.use(push(tar, objects), new CheckingEngine(), () -> false).close();
      long first = line.bytes;
      image.write(tar, CHANGED, piece);
      device.use(push(tar, objects), new CheckingEngine(), () -> false).close();
      long second = line.bytes - first;
      System.out.printf(
          Locale.ROOT,
          "%17d KiB %7.2f MiB   %5.2f %%%n",
          piece >> 10,
          mib(second),
          100.0 * second / first);
    }
  }

  private static String push(Path tar, ObjectPacks objects) throws IOException {
    Path scratch = tar.resolveSibling("scratch");
    Files.createDirectories(scratch);
    try (ImageArchive archive =
        ImageArchive.open(tar, scratch, ImageLimits.DEFAULT, Optional.of("amd64"))) {
      ImageIndex index = new ImageIndex(ImageIndex.VERSION, archive.store(objects));
      return objects.put(ImageJson.write(index)).toString();
    }
  }

  private static double mib(long bytes) {
    return bytes / 1048576.0;
  }

  /** Hands out parts as the coordinator does, and counts their bytes. */
  private static final class Line implements ObjectSource {

    private final ObjectPacks objects;
    private long bytes;

    Line(ObjectPacks objects) {
      this.objects = objects;
    }

    @Override
    public void read(List<ObjectName> wanted, Taker taker) throws IOException {
      for (ObjectName name : wanted) {
        Frame frame = objects.frame(name);
        bytes += frame.length();
        taker.take(frame);
      }
    }
  }
}
