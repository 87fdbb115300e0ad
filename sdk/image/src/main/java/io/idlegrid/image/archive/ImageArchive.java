package io.idlegrid.image.archive;

import io.idlegrid.image.Cutter;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.MissingObjectException;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.OneWayStream;
import io.idlegrid.image.Recipe;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.protocol.image.ImageManifest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An archive with images: what {@code docker save} writes, an OCI layout packed with tar, or the
 * tar of a root file system. Nothing of it is trusted; every digest in it is checked.
 */
public final class ImageArchive implements AutoCloseable {

  private final ImageFiles files;
  private final ImageLimits limits;
  private final List<FoundImage> images;

  private ImageArchive(ImageFiles files, ImageLimits limits, List<FoundImage> images) {
    this.files = files;
    this.limits = limits;
    this.images = images;
  }

  /**
   * Opens an archive and reads what it says it holds.
   *
   * @param scratch folder for an archive that is compressed as a whole
   * @param arch the only architecture to take; needed for a root file system, which does not say
   * @throws ImageException when it is refused
   */
  public static ImageArchive open(
      Path archive, Path scratch, ImageLimits limits, Optional<String> arch) throws IOException {
    if (arch.isPresent()) {
      ImageConfig.requireKnown(arch.get(), "");
    }
    return open(TarFiles.open(archive, scratch, limits), limits, arch);
  }

  /**
   * Opens an OCI layout that is a folder; it stays there.
   *
   * @param stored what files made as layers before, by their SHA-256; they may be missing
   * @throws ImageException when it is refused
   */
  public static ImageArchive openLayout(
      Path folder, ImageLimits limits, Map<String, ImageManifest.Layer> stored) throws IOException {
    return open(new LayoutFolder(folder, stored), limits, Optional.empty());
  }

  private static ImageArchive open(ImageFiles files, ImageLimits limits, Optional<String> arch)
      throws IOException {
    try {
      List<FoundImage> found = new ImageFinder(files, limits, arch).find();
      return new ImageArchive(files, limits, found);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** Stores the images, each checked to its last byte; tells what they are. */
  public List<ImageIndex.Entry> store(ObjectPacks objects) throws IOException {
    List<ImageIndex.Entry> entries = new ArrayList<>();
    for (FoundImage image : images) {
      entries.add(store(image, objects));
    }
    return entries;
  }

  private ImageIndex.Entry store(FoundImage image, ObjectPacks objects) throws IOException {
    List<ImageManifest.Layer> layers = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < image.layers().size(); i++) {
      FoundLayer layer = image.layers().get(i);
      ImageManifest.Layer stored = store(layer, place(i, layer), bytes, objects);
      layers.add(stored);
      bytes += stored.bytes();
    }
    ObjectName config = objects.put(image.config());
    ImageManifest manifest =
        new ImageManifest(
            ImageManifest.VERSION, image.arch(), image.os(), config.toString(), layers);
    ObjectName name = objects.put(ImageJson.write(manifest));
    return new ImageIndex.Entry(
        image.arch(), image.os(), config.toString(), name.toString(), bytes);
  }

  private static String place(int index, FoundLayer layer) {
    String number = "layer " + (index + 1);
    return layer.file().isEmpty() ? number : number + " (" + layer.file() + ")";
  }

  private ImageManifest.Layer store(
      FoundLayer layer, String place, long bytesBefore, ObjectPacks objects) throws IOException {
    Optional<ImageManifest.Layer> before = files.stored(layer.file());
    if (before.isPresent()) {
      return kept(before.get(), layer, place, bytesBefore, objects);
    }
    Recipe.Builder recipe = new Recipe.Builder();
    MessageDigest diff = sha256();
    MessageDigest packed = sha256();
    long bytes;
    try (Counted raw = new Counted(open(layer));
        InputStream digested = new DigestInputStream(raw, packed);
        InputStream plain = unpacked(new BufferedInputStream(digested, 1 << 16), place);
        OutputStream cutter = new Cutter(chunk -> recipe.add(objects.put(chunk), chunk.length))) {
      Growth growth = new Growth(place, limits, () -> bytesBefore + raw.count);
      growth.add(bytesBefore);
      LayerTee tee = new LayerTee(plain, diff, cutter, growth);
      new LayerCheck(place, limits).walk(tee);
      tee.drain();
      digested.transferTo(OutputStream.nullOutputStream());
      bytes = growth.bytes() - bytesBefore;
    } catch (ZipException | EOFException e) {
      throw new ImageException(
          "image.damaged",
          place,
          "the layer's compression is damaged: " + e.getMessage(),
          "save the image again");
    }
    if (layer.digest().isPresent()) {
      requireDigest(layer.digest().get(), packed, place, "the layer's file");
    }
    requireDigest(layer.diffId(), diff, place, "the layer, unpacked,");
    ObjectName name = objects.put(recipe.toBytes());
    return new ImageManifest.Layer(layer.diffId(), bytes, name.toString());
  }

  /** A layer that came before: what it holds was checked then, that all of it is here is now. */
  private ImageManifest.Layer kept(
      ImageManifest.Layer before,
      FoundLayer layer,
      String place,
      long bytesBefore,
      ObjectPacks objects)
      throws IOException {
    if (!before.diffId().equals(layer.diffId())) {
      throw new ImageException(
          "image.digest",
          place,
          "the layer, unpacked, has the hash %s, not %s".formatted(before.diffId(), layer.diffId()),
          "the image does not fit its own list of layers");
    }
    long bytes = bytesBefore + before.bytes();
    new Growth(place, limits, () -> bytes).add(bytes);
    Recipe recipe = Recipe.of(objects.get(ObjectName.of(before.recipe())));
    for (int chunk = 0; chunk < recipe.chunks(); chunk++) {
      if (!objects.has(recipe.name(chunk))) {
        throw new MissingObjectException(recipe.name(chunk));
      }
    }
    return before;
  }

  private InputStream open(FoundLayer layer) throws IOException {
    return layer.file().isEmpty() ? Files.newInputStream(files.tar()) : files.open(layer.file());
  }

  /**
   * The tar of a layer that may be compressed.
   *
   * @param place where it lies, for people
   * @throws ImageException when it is compressed in a way that is not read here
   */
  public static InputStream unpacked(BufferedInputStream in, String place) throws IOException {
    in.mark(Packing.BYTES);
    byte[] start = in.readNBytes(Packing.BYTES);
    in.reset();
    return switch (Packing.of(start)) {
      case PLAIN -> in;
      case GZIP -> new GZIPInputStream(in, 1 << 16);
      case ZSTD ->
          throw new ImageException(
              "image.compression",
              place,
              "the layer is compressed with zstd",
              "build it with gzip: --output type=oci,compression=gzip,force-compression=true");
    };
  }

  static void requireDigest(String expected, MessageDigest actual, String place, String what)
      throws ImageException {
    String is = HexFormat.of().formatHex(actual.digest());
    if (!is.equals(expected)) {
      throw new ImageException(
          "image.digest",
          place,
          "%s has the hash %s, not %s".formatted(what, is, expected),
          "the archive was changed or damaged after it was written; save the image again");
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Knows how much was read. */
  private static final class Counted extends OneWayStream {

    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
