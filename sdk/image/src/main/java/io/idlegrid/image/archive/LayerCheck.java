package io.idlegrid.image.archive;

import java.io.IOException;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Whether a layer may be unpacked as a root file system: every path and link stays inside, and
 * there is nothing but files, folders, links and pipes. A link to {@code /bin/x} stays inside: the
 * layer will be the root.
 */
final class LayerCheck {

  private static final int MOST_NAME = 4_096;
  private static final int RECORD = 512;
  private static final String WHITEOUT = ".wh.";
  private static final List<String> NO_NAMES = List.of("", ".", "..");

  private final String place;
  private final ImageLimits limits;

  LayerCheck(String place, ImageLimits limits) {
    this.place = place;
    this.limits = limits;
  }

  /** Reads a layer to the end of its tar. */
  void walk(LayerTee layer) throws IOException {
    int count = 0;
    // Not closed: what is behind the tar's end is the caller's.
    TarArchiveInputStream tar = new TarArchiveInputStream(layer, "UTF-8");
    try {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        count++;
        if (count > limits.layerEntries()) {
          throw new ImageException(
              "image.entries",
              place,
              "the layer has more than %d entries".formatted(limits.layerEntries()),
              "leave out what the program does not need");
        }
        check(entry);
      }
    } catch (ImageException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      layer.requireNoFailure();
      throw damaged(e);
    }
    // A tar without entries is records of zeros; what is shorter than one was never a tar.
    if (count == 0 && layer.bytes() < RECORD) {
      throw new ImageException(
          "image.damaged",
          place,
          "the layer is no tar archive, and too short for one",
          "hand in what docker save, an OCI layout packed with tar, or tar of a root folder wrote");
    }
  }

  private void check(TarArchiveEntry entry) throws ImageException {
    String name = entry.getName();
    if (name.length() > MOST_NAME || name.indexOf('\0') >= 0 || climbs("", name)) {
      throw new ImageException(
          "image.path",
          place + "!" + shortened(name),
          "entry '%s' leads out of the image".formatted(shortened(name)),
          "entries must stay below the root folder");
    }
    if (hidesMoreThanANeighbour(name)) {
      throw new ImageException(
          "image.path",
          place + "!" + shortened(name),
          "entry '%s' would remove more than a file beside it".formatted(shortened(name)),
          "a whiteout is called .wh.NAME, with the name of what it removes");
    }
    if (entry.isLink() && climbs("", entry.getLinkName())) {
      throw outward(name, entry.getLinkName());
    }
    if (entry.isSymbolicLink()) {
      boolean isAbsolute = entry.getLinkName().startsWith("/");
      if (climbs(isAbsolute ? "" : parent(name), entry.getLinkName())) {
        throw outward(name, entry.getLinkName());
      }
    }
    if (!isServed(entry)) {
      throw new ImageException(
          "image.kind",
          place + "!" + shortened(name),
          "'%s' is a device".formatted(shortened(name)),
          "leave devices out: the engine makes those that a program needs");
    }
  }

  /**
   * Whether engines could take an entry for the folder itself or the one above: they remove what a
   * whiteout names, and not all of them look at it before.
   */
  private static boolean hidesMoreThanANeighbour(String name) {
    String trimmed = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    String last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return last.equals("..")
        || (last.startsWith(WHITEOUT) && NO_NAMES.contains(last.substring(WHITEOUT.length())));
  }

  private static boolean isServed(TarArchiveEntry entry) {
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_CHR, TarConstants.LF_BLK -> false;
      default -> true;
    };
  }

  private ImageException outward(String name, String target) {
    return new ImageException(
        "image.link",
        place + "!" + shortened(name),
        "link '%s' leads out of the image, to '%s'".formatted(shortened(name), shortened(target)),
        "links must stay below the root folder");
  }

  private ImageException damaged(Exception cause) {
    return new ImageException(
        "image.damaged",
        place,
        "the layer is no tar archive, or a damaged one: " + cause.getMessage(),
        "save the image again");
  }

  private static String parent(String name) {
    String trimmed = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    int slash = trimmed.lastIndexOf('/');
    return slash < 0 ? "" : trimmed.substring(0, slash);
  }

  /** Whether a path goes above the root, as it is written. */
  private static boolean climbs(String folder, String path) {
    int depth = 0;
    for (String part : (folder + "/" + path).split("/", -1)) {
      if (part.equals("..")) {
        depth--;
      } else if (!part.isEmpty() && !part.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private static String shortened(String name) {
    return name.length() <= 200 ? name : name.substring(0, 200) + "…";
  }
}
