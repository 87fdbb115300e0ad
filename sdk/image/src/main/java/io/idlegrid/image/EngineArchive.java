package io.idlegrid.image;

import io.idlegrid.protocol.image.ImageManifest.Layer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * An image as {@code docker load} takes it, made while it is read: nothing of it is stored a second
 * time. What lists the parts comes last, so an engine that was given a broken stream has nothing.
 */
public final class EngineArchive {

  private static final int RECORD = 512;

  private EngineArchive() {}

  /** A part of the archive that is opened when its turn comes. */
  @FunctionalInterface
  private interface Part {
    InputStream open() throws IOException;
  }

  /**
   * The archive of an image.
   *
   * @param tag name and tag that the engine gives it
   */
  public static InputStream open(StoredImage image, String tag) throws IOException {
    byte[] config = image.config();
    List<Part> parts = new ArrayList<>();
    add(parts, image.id() + ".json", config);
    List<String> layers = new ArrayList<>();
    for (Layer layer : image.manifest().layers()) {
      String name = "layer-%d.tar".formatted(layers.size() + 1);
      layers.add('"' + name + '"');
      parts.add(() -> new ByteArrayInputStream(header(name, layer.bytes())));
      parts.add(() -> image.open(layer));
      parts.add(() -> new ByteArrayInputStream(padding(layer.bytes())));
    }
    String manifest =
        """
        [{"Config":"%s.json","RepoTags":["%s"],"Layers":[%s]}]"""
            .formatted(image.id(), tag, String.join(",", layers));
    add(parts, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
    parts.add(() -> new ByteArrayInputStream(new byte[2 * RECORD]));
    return new Parts(parts.iterator());
  }

  private static void add(List<Part> parts, String name, byte[] content) {
    parts.add(() -> new ByteArrayInputStream(header(name, content.length)));
    parts.add(() -> new ByteArrayInputStream(content));
    parts.add(() -> new ByteArrayInputStream(padding(content.length)));
  }

  private static byte[] header(String name, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setModTime(0);
    byte[] header = new byte[RECORD];
    entry.writeEntryHeader(header);
    return header;
  }

  private static byte[] padding(long size) {
    return new byte[(int) ((RECORD - size % RECORD) % RECORD)];
  }

  /** Reads one part after the other. */
  private static final class Parts extends InputStream {

    private final Iterator<Part> left;
    private InputStream in = InputStream.nullInputStream();

    Parts(Iterator<Part> left) {
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      while (read < 0 && left.hasNext()) {
        in.close();
        in = left.next().open();
        read = in.read(buffer, offset, length);
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
