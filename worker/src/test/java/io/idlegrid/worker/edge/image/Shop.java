package io.idlegrid.worker.edge.image;

import io.idlegrid.image.Frame;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.archive.ImageArchive;
import io.idlegrid.image.archive.ImageLimits;
import io.idlegrid.protocol.image.ImageIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Has images as a coordinator has them, and hands out their parts as bytes on a line. */
public final class Shop implements ObjectSource, AutoCloseable {

  private final Path folder;
  private final ObjectPacks objects;
  private volatile UnaryOperator<byte[]> line = bytes -> bytes;
  private long bytesOut;

  public Shop(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.objects = ObjectPacks.open(folder.resolve("objects"), 1 << 20);
  }

  /** What it has. */
  public ObjectPacks objects() {
    return objects;
  }

  /** What becomes of the bytes of each answer on their way. */
  public void line(UnaryOperator<byte[]> other) {
    line = other;
  }

  public long bytesOut() {
    return bytesOut;
  }

  /** Takes an image of one file in; returns its digest. */
  public String add(String arch, String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      entry.setMode(0755);
      entry.setModTime(0);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return add(arch, bytes.toByteArray());
  }

  /** Takes the tar of a root file system in; returns the image's digest. */
  public String add(String arch, byte[] root) throws IOException {
    Path archive = Files.write(folder.resolve("archive"), root);
    try (ImageArchive opened =
        ImageArchive.open(archive, folder, ImageLimits.DEFAULT, Optional.of(arch))) {
      ImageIndex index = new ImageIndex(ImageIndex.VERSION, opened.store(objects));
      return objects.put(ImageJson.write(index)).toString();
    }
  }

  @Override
  public synchronized void read(List<ObjectName> wanted, Taker taker) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (ObjectName name : wanted) {
      if (objects.has(name)) {
        objects.frame(name).write(answer);
      }
    }
    byte[] arrived = line.apply(answer.toByteArray());
    bytesOut += arrived.length;
    ByteArrayInputStream in = new ByteArrayInputStream(arrived);
    for (Optional<Frame> part = Frame.read(in); part.isPresent(); part = Frame.read(in)) {
      taker.take(part.get());
    }
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }
}
