package io.idlegrid.image.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.image.ObjectName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out what kind of archive it is and what it says of its images. */
record ImageFinder(ImageFiles files, ImageLimits limits, Optional<String> arch) {

  private static final String DOCKER = "manifest.json";
  private static final String OCI = "index.json";
  private static final int MOST_INDEXES = 20;

  List<FoundImage> find() throws IOException {
    List<FoundImage> found;
    if (files.has(DOCKER)) {
      found = docker();
    } else if (files.has(OCI) && files.has("oci-layout")) {
      found = new ArrayList<>();
      index(OCI, files.small(OCI), new HashSet<>(), found);
    } else if (files.has("repositories")) {
      throw new ImageException(
          "image.old",
          "repositories",
          "the archive was written by a Docker before 1.10",
          "save the image with a newer one");
    } else {
      found = List.of(root());
    }
    return wanted(found);
  }

  private List<FoundImage> wanted(List<FoundImage> found) throws ImageException {
    List<FoundImage> wanted =
        found.stream().filter(image -> arch.map(image.arch()::equals).orElse(true)).toList();
    if (wanted.isEmpty()) {
      throw new ImageException(
          "image.arch",
          "",
          found.isEmpty()
              ? "the archive holds no image"
              : "the archive holds no image for %s, only for %s"
                  .formatted(
                      arch.orElse("linux"),
                      String.join(", ", found.stream().map(FoundImage::arch).toList())),
          "name an architecture that it holds, or leave --arch out");
    }
    List<String> archs = wanted.stream().map(FoundImage::arch).toList();
    for (String one : archs) {
      if (archs.indexOf(one) != archs.lastIndexOf(one)) {
        throw new ImageException(
            "image.several",
            DOCKER,
            "the archive holds several images for " + one,
            "save each to a file of its own");
      }
    }
    return wanted;
  }

  private List<FoundImage> docker() throws IOException {
    JsonNode manifests = ImageConfig.json(files.small(DOCKER), DOCKER);
    List<FoundImage> found = new ArrayList<>();
    for (JsonNode manifest : manifests) {
      String config = manifest.path("Config").asText();
      byte[] bytes = files.small(config);
      List<FoundLayer> layers = new ArrayList<>();
      ImageConfig read = ImageConfig.read(bytes, config);
      int number = 0;
      for (JsonNode layer : manifest.path("Layers")) {
        String diffId = number < read.diffIds().size() ? read.diffIds().get(number) : "";
        layers.add(new FoundLayer(layer.asText(), named(layer.asText()), diffId));
        number++;
      }
      // Its name is its digest, in either layout.
      requireHash(named(config).or(() -> namedJson(config)), bytes, config);
      found.add(image(config, read, bytes, layers));
    }
    return found;
  }

  private static Optional<String> named(String file) {
    String hex = file.startsWith("blobs/sha256/") ? file.substring("blobs/sha256/".length()) : "";
    return Optional.of(hex).filter(ObjectName::isValid);
  }

  private static Optional<String> namedJson(String file) {
    String hex = file.endsWith(".json") ? file.substring(0, file.length() - 5) : "";
    return Optional.of(hex).filter(ObjectName::isValid);
  }

  /**
   * Looks through an index.
   *
   * @param seen indexes within which it lies, or which were looked through before: a few that name
   *     each other a thousand times each would take for ever
   */
  private void index(String place, byte[] bytes, Set<String> seen, List<FoundImage> found)
      throws IOException {
    if (seen.size() > MOST_INDEXES) {
      throw new ImageException(
          "image.nested",
          place,
          "there are more than %d indexes within indexes".formatted(MOST_INDEXES),
          "save the image itself");
    }
    for (JsonNode entry : ImageConfig.json(bytes, place).path("manifests")) {
      JsonNode platform = entry.path("platform");
      boolean isNoImage =
          platform.path("os").asText("linux").equals("unknown")
              || entry.path("annotations").has("vnd.docker.reference.type");
      if (isNoImage) {
        // An attestation: it tells how an image was made.
        continue;
      }
      String digest = ImageConfig.sha256(entry.path("digest").asText(), place);
      String media = entry.path("mediaType").asText();
      boolean isIndex = media.contains("manifest.list") || media.contains("image.index");
      if (isIndex && !seen.add(digest)) {
        continue;
      }
      String file = "blobs/sha256/" + digest;
      byte[] below = files.small(file);
      requireHash(Optional.of(digest), below, file);
      if (isIndex) {
        index(file, below, seen, found);
      } else {
        found.add(manifest(file, below));
      }
      if (found.size() > ImageConfig.ARCHITECTURES.size()) {
        throw new ImageException(
            "image.several", place, "the archive holds too many images", "save one at a time");
      }
    }
  }

  private FoundImage manifest(String place, byte[] bytes) throws IOException {
    JsonNode manifest = ImageConfig.json(bytes, place);
    String configDigest = ImageConfig.sha256(manifest.at("/config/digest").asText(), place);
    String file = "blobs/sha256/" + configDigest;
    byte[] config = files.small(file);
    requireHash(Optional.of(configDigest), config, file);
    ImageConfig read = ImageConfig.read(config, file);
    List<FoundLayer> layers = new ArrayList<>();
    int number = 0;
    for (JsonNode layer : manifest.path("layers")) {
      String digest = ImageConfig.sha256(layer.path("digest").asText(), place);
      String layerFile = "blobs/sha256/" + digest;
      long size = layer.path("size").asLong(-1);
      long is = files.size(layerFile).orElse(size);
      if (is != size) {
        throw new ImageException(
            "image.digest",
            layerFile,
            "'%s' has %d bytes, and the manifest says %d".formatted(layerFile, is, size),
            "save the image again");
      }
      String diffId = number < read.diffIds().size() ? read.diffIds().get(number) : "";
      layers.add(new FoundLayer(layerFile, Optional.of(digest), diffId));
      number++;
    }
    return image(place, read, config, layers);
  }

  private FoundImage image(String place, ImageConfig config, byte[] bytes, List<FoundLayer> layers)
      throws IOException {
    if (layers.isEmpty() || layers.size() != config.diffIds().size()) {
      throw new ImageException(
          "image.layers",
          place,
          "the image lists %d layers and its configuration %d"
              .formatted(layers.size(), config.diffIds().size()),
          "save the image again");
    }
    if (layers.size() > limits.layers()) {
      throw new ImageException(
          "image.layers",
          place,
          "the image has %d layers, more than %d".formatted(layers.size(), limits.layers()),
          "squash it");
    }
    for (FoundLayer layer : layers) {
      if (!files.has(layer.file()) && files.stored(layer.file()).isEmpty()) {
        throw new ImageException(
            "image.layer-missing",
            layer.file(),
            "the archive has no '%s', which holds a layer".formatted(layer.file()),
            "save the image again, with all its layers");
      }
    }
    return new FoundImage(config, bytes, layers);
  }

  /** The archive itself is the only layer. */
  private FoundImage root() throws IOException {
    if (arch.isEmpty()) {
      throw new ImageException(
          "image.arch",
          "",
          "the archive has neither manifest.json nor index.json, so it is taken for a root file"
              + " system, which does not say its architecture",
          "name it: --arch amd64");
    }
    MessageDigest sha = ImageArchive.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(files.tar()), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    String diffId = HexFormat.of().formatHex(sha.digest());
    byte[] config = ImageConfig.forRoot(arch.get(), diffId);
    return new FoundImage(
        new ImageConfig(arch.get(), "linux", List.of(diffId)),
        config,
        List.of(new FoundLayer("", Optional.empty(), diffId)));
  }

  private static void requireHash(Optional<String> expected, byte[] bytes, String place)
      throws ImageException {
    if (expected.isPresent()) {
      MessageDigest sha = ImageArchive.sha256();
      sha.update(bytes);
      ImageArchive.requireDigest(expected.get(), sha, place, "'" + place + "'");
    }
  }
}
