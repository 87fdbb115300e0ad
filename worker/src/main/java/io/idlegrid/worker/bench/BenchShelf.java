package io.idlegrid.worker.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.archive.ImageArchive;
import io.idlegrid.image.archive.ImageLimits;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.ObjectSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Has images as the coordinator has them, and counts the bytes that it hands out. */
final class BenchShelf implements ObjectSource, AutoCloseable {

  private final Path folder;
  private final ObjectPacks objects;
  private final AtomicLong bytes = new AtomicLong();

  BenchShelf(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.objects = ObjectPacks.open(folder.resolve("objects"), 64L << 20);
  }

  /** Takes an image in; returns its digest. */
  String push(BenchImage image, double changed, int piece) throws IOException {
    Path tar = folder.resolve("root.tar");
    image.write(tar, changed, piece);
    try (ImageArchive archive =
        ImageArchive.open(tar, folder, ImageLimits.DEFAULT, Optional.of(arch()))) {
      ImageIndex index = new ImageIndex(ImageIndex.VERSION, archive.store(objects));
      objects.sync();
      return objects.put(ImageJson.write(index)).toString();
    }
  }

  /** Bytes that were handed out so far. */
  long bytes() {
    return bytes.get();
  }

  @Override
  public void read(List<ObjectName> wanted, Taker taker) throws IOException {
    for (ObjectName name : wanted) {
      Frame frame = objects.frame(name);
      bytes.addAndGet(frame.length());
      taker.take(frame);
    }
  }

  /** A device without images yet. */
  static ImageStore device(Path folder, ObjectSource source, Engine engine) throws IOException {
    return new ImageStore(
        folder,
        new ImageStore.Rules(arch(), () -> 1L << 40, 0, Duration.ofSeconds(1)),
        source,
        any -> engine.images(),
        new ObjectMapper(),
        Clock.systemUTC());
  }

  static String arch() {
    return switch (System.getProperty("os.arch")) {
      case "aarch64" -> "arm64";
      default -> System.getProperty("os.arch");
    };
  }

  static double mib(long bytes) {
    return bytes / 1048576.0;
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }
}
