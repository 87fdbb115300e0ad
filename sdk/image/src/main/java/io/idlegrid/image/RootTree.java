package io.idlegrid.image;

import io.idlegrid.protocol.image.ImageManifest.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks an image into a folder, layer upon layer. Nothing is written outside: links lead where
 * they would if the folder were the root. Owners are not kept, nor what would give rights to
 * whoever runs a file.
 */
public final class RootTree {

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int MOST_HOPS = 40;

  /** From the highest bit of a mode to the lowest. */
  private static final List<PosixFilePermission> PERMISSIONS =
      List.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path root;
  private final Set<Path> ofThisLayer = new HashSet<>();

  private RootTree(Path root) {
    this.root = root;
  }

  /**
   * Unpacks.
   *
   * @param folder an empty folder
   * @throws IOException when a part is missing or damaged; what was unpacked until then stays
   */
  public static void unpack(StoredImage image, Path folder) throws IOException {
    RootTree tree = new RootTree(folder);
    for (Layer layer : image.manifest().layers()) {
      tree.ofThisLayer.clear();
      try (InputStream in = image.open(layer);
          TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8")) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          tree.add(entry, tar);
        }
        // To the last byte, which tells whether the whole was the layer.
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private void add(TarArchiveEntry entry, InputStream content) throws IOException {
    Deque<String> parts = parts(entry.getName());
    if (parts.isEmpty()) {
      return;
    }
    String name = parts.removeLast();
    Path folder = folder(parts);
    if (name.equals(OPAQUE)) {
      hideAll(folder);
    } else if (name.startsWith(WHITEOUT)) {
      hide(folder.resolve(name.substring(WHITEOUT.length())));
    } else {
      Path target = folder.resolve(name);
      ofThisLayer.add(target);
      place(entry, target, content);
    }
  }

  private void place(TarArchiveEntry entry, Path target, InputStream content) throws IOException {
    if (entry.isDirectory()) {
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        delete(target);
        Files.createDirectory(target);
      }
      permit(target, entry.getMode() | 0700);
    } else if (entry.isSymbolicLink()) {
      delete(target);
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Deque<String> parts = parts(entry.getLinkName());
      String last = parts.isEmpty() ? "." : parts.removeLast();
      Path other = folder(parts).resolve(last);
      if (!other.equals(target)) {
        delete(target);
        Files.createLink(target, other);
      }
    } else if (entry.isFile() && !entry.isFIFO()) {
      delete(target);
      Files.copy(content, target);
      permit(target, entry.getMode());
    }
  }

  private static void permit(Path path, int mode) throws IOException {
    Set<PosixFilePermission> permissions = new HashSet<>();
    for (int i = 0; i < PERMISSIONS.size(); i++) {
      if ((mode >> (8 - i) & 1) != 0) {
        permissions.add(PERMISSIONS.get(i));
      }
    }
    Files.setPosixFilePermissions(path, permissions);
  }

  /** The folder behind links, made where it is missing. */
  private Path folder(Deque<String> wanted) throws IOException {
    Deque<String> left = new ArrayDeque<>(wanted);
    Path at = root;
    int hops = 0;
    while (!left.isEmpty()) {
      String part = left.removeFirst();
      Path next = part.equals("..") ? up(at) : at.resolve(part);
      if (Files.isSymbolicLink(next)) {
        hops++;
        if (hops > MOST_HOPS) {
          throw new IOException("the links of an image lead round in a circle, at " + part);
        }
        Path link = Files.readSymbolicLink(next);
        at = link.isAbsolute() ? root : at;
        List<String> target = List.copyOf(parts(link.toString()));
        for (int i = target.size() - 1; i >= 0; i--) {
          left.addFirst(target.get(i));
        }
      } else {
        if (!Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(next);
          Files.createDirectory(
              next,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        at = next;
      }
    }
    return at;
  }

  private Path up(Path at) {
    Path parent = at.getParent();
    return at.equals(root) || parent == null ? root : parent;
  }

  /** The parts of a path as they are written, without those that say nothing. */
  private static Deque<String> parts(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return parts;
  }

  private void hide(Path path) throws IOException {
    if (!ofThisLayer.contains(path) && !path.equals(root)) {
      delete(path);
    }
  }

  /** Hides what the layers below have in a folder, and in the folders of this layer within it. */
  private void hideAll(Path folder) throws IOException {
    try (var entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        hide(entry);
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          hideAll(entry);
        }
      }
    }
  }

  /** Removes what is there, links themselves and not what they lead to. */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
