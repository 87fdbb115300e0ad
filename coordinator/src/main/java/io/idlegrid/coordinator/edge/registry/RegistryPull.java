package io.idlegrid.coordinator.edge.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.idlegrid.coordinator.domain.image.RegistryFile;
import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.ImageRegistry;
import io.idlegrid.coordinator.flow.port.ImageRegistry.Watcher;
import io.idlegrid.image.archive.ImageLimits;
import io.idlegrid.image.registry.RegistryHttp;
import io.idlegrid.image.registry.RegistryHttp.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One image out of a registry into a folder, as an OCI layout; every digest is checked. */
final class RegistryPull {

  private static final Map<String, String> MANIFESTS =
      Map.of(
          "Accept",
          "application/vnd.oci.image.index.v1+json,"
              + " application/vnd.docker.distribution.manifest.list.v2+json,"
              + " application/vnd.oci.image.manifest.v1+json,"
              + " application/vnd.docker.distribution.manifest.v2+json");

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int MOST_JSON = 4 << 20;
  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_IMAGES = 16;
  private static final int MOST_SHOWN = 20;
  private static final int MOST_LAYERS = 127;
  private static final int MOST_WORD = 100;

  private final RegistryHttp http;
  private final RegistryReference reference;
  private final BlobFolder blobs;
  private final ObjectMapper json = new ObjectMapper();

  /** A file of an image. */
  private record Part(String digest, long size) {}

  /** What a manifest is, byte for byte. */
  private static final class Manifest {

    private final String digest;
    private final byte[] bytes;
    private final JsonNode json;

    Manifest(String digest, byte[] bytes, JsonNode json) {
      this.digest = digest;
      this.bytes = bytes;
      this.json = json;
    }
  }

  RegistryPull(RegistryHttp http, RegistryReference reference, BlobFolder blobs) {
    this.http = http;
    this.reference = reference;
    this.blobs = blobs;
  }

  /** What the reference stands for, without fetching it. */
  static String digest(RegistryHttp http, RegistryReference reference) throws IOException {
    String digest;
    try (Answer answer = http.send("HEAD", "manifests/" + reference.tag(), MANIFESTS)) {
      require(answer, reference);
      digest = answer.header("Docker-Content-Digest");
    }
    // The header is optional; the bytes always tell.
    return DIGEST.matcher(digest).matches()
        ? digest
        : new RegistryPull(http, reference, BlobFolder.NOWHERE).manifest(reference.tag()).digest;
  }

  /** Fetches what is wanted; tells what the reference stood for, and what lies where. */
  ImageRegistry.Fetched fetch(List<String> archs, Set<String> stored, Watcher watcher)
      throws IOException {
    Manifest top = manifest(reference.tag());
    List<Manifest> images = new ArrayList<>();
    if (top.json.path("manifests").isArray()) {
      for (String digest : chosen(top.json.path("manifests"), archs)) {
        images.add(manifest(digest));
      }
    } else {
      images.add(top);
    }
    Map<String, Long> parts = new LinkedHashMap<>();
    for (Manifest image : images) {
      for (Part part : parts(image)) {
        parts.put(part.digest(), part.size());
      }
    }
    parts.keySet().removeAll(stored);
    long total = parts.values().stream().mapToLong(Long::longValue).sum();
    blobs.requireRoom(total);
    watcher.wants(total);
    if (!top.json.path("manifests").isArray() && !archs.isEmpty()) {
      requireWanted(top, archs, watcher);
      parts.remove(part(top.json.path("config")).digest());
    }
    for (Map.Entry<String, Long> part : parts.entrySet()) {
      blobs.fetch(http, part.getKey(), part.getValue(), watcher);
    }
    lay(images);
    return new ImageRegistry.Fetched(top.digest, blobs.folder(), files(images));
  }

  private Map<String, List<RegistryFile>> files(List<Manifest> images) {
    Map<String, List<RegistryFile>> files = new LinkedHashMap<>();
    for (Manifest image : images) {
      List<RegistryFile> layers = new ArrayList<>();
      for (JsonNode layer : image.json.path("layers")) {
        Part part = part(layer);
        layers.add(new RegistryFile(part.digest(), part.size()));
      }
      String config = digest(image.json.path("config"));
      files.put(config.substring("sha256:".length()), layers);
    }
    return files;
  }

  private byte[] manifestBytes(String tagOrDigest) throws IOException {
    try (Answer answer = http.send("GET", "manifests/" + tagOrDigest, MANIFESTS)) {
      require(answer, reference);
      return answer.body().readNBytes(MOST_JSON + 1);
    }
  }

  private Manifest manifest(String tagOrDigest) throws IOException {
    byte[] bytes = blobs.tries().ask(() -> manifestBytes(tagOrDigest));
    if (bytes.length > MOST_JSON) {
      throw refused(
              "registry.manifest",
              "the manifest has more than %d bytes".formatted(MOST_JSON),
              "is this a registry?")
          .with("image", reference);
    }
    String digest = "sha256:" + BlobFolder.sha256(bytes);
    if (tagOrDigest.startsWith("sha256:") && !digest.equals(tagOrDigest)) {
      throw refused(
              "registry.digest",
              "the registry answers %s for manifest %s".formatted(digest, tagOrDigest),
              "it is damaged, or lies")
          .with("actual", digest)
          .with("expected", tagOrDigest);
    }
    try {
      JsonNode manifest = json.readTree(bytes);
      if (manifest == null || !manifest.isObject()) {
        throw refused("registry.manifest", "the manifest is no JSON object", "is this a registry?")
            .with("image", reference);
      }
      if (manifest.path("schemaVersion").asInt() != 2) {
        throw refused(
                "registry.manifest",
                "the manifest is of schema version " + manifest.path("schemaVersion").asText("?"),
                "push the image anew with a newer Docker")
            .with("image", reference);
      }
      return new Manifest(digest, bytes, manifest);
    } catch (JacksonException e) {
      throw refused("registry.manifest", "the manifest is no JSON", "is this a registry?")
          .with("image", reference);
    }
  }

  /** Digests of the images of an index that are wanted. */
  private List<String> chosen(JsonNode manifests, List<String> archs) {
    if (manifests.size() > MOST_ENTRIES) {
      throw refused(
              "registry.manifest",
              "%s lists %d images".formatted(reference, manifests.size()),
              "more than %d are not looked through; name one by its digest".formatted(MOST_ENTRIES))
          .with("image", reference);
    }
    List<String> found = new ArrayList<>();
    Set<String> offered = new LinkedHashSet<>();
    for (JsonNode entry : manifests) {
      String os = entry.path("platform").path("os").asText();
      String arch = entry.path("platform").path("architecture").asText();
      // Attestations say that they are for an unknown system. Of variants the first counts.
      if (os.equals("linux") && offered.add(shortened(arch))) {
        if (archs.isEmpty() || archs.contains(arch)) {
          found.add(digest(entry));
        }
      }
    }
    if (found.isEmpty() || found.size() > MOST_IMAGES) {
      throw refused(
              "image.arch",
              "%s is for %s, and %s is wanted"
                  .formatted(
                      reference,
                      offered.isEmpty() ? "no Linux" : shown(offered),
                      archs.isEmpty() ? "any" : String.join(", ", archs)),
              found.size() > MOST_IMAGES
                  ? "take %d architectures at most: --arch".formatted(MOST_IMAGES)
                  : "name an architecture that it has, or leave --arch out")
          .with("image", reference)
          .with("offered", shown(offered))
          .with("wanted", String.join(", ", archs));
    }
    return found;
  }

  private static String shown(Set<String> offered) {
    String some = offered.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
    return offered.size() > MOST_SHOWN
        ? some + " and %d others".formatted(offered.size() - MOST_SHOWN)
        : some;
  }

  private static String shortened(String said) {
    return said.substring(0, Math.min(MOST_WORD, said.length()));
  }

  /** A single image says in its configuration only what it is for; no layer comes before that. */
  private void requireWanted(Manifest image, List<String> archs, Watcher watcher)
      throws IOException {
    Part config = part(image.json.path("config"));
    if (config.size() > MOST_JSON) {
      throw refused(
              "image.too-large",
              "the configuration has %d bytes".formatted(config.size()),
              "is this an image?")
          .with("bytes", config.size())
          .with("most", MOST_JSON);
    }
    blobs.fetch(http, config.digest(), config.size(), watcher);
    String arch;
    try {
      JsonNode read = json.readTree(Files.readAllBytes(blobs.file(config.digest())));
      arch = read.path("architecture").asText("unknown");
    } catch (JacksonException e) {
      throw refused("registry.manifest", "the configuration is no JSON", "is this an image?")
          .with("image", reference);
    }
    if (!archs.contains(arch)) {
      throw refused(
              "image.arch",
              "%s is for %s, and %s is wanted".formatted(reference, arch, String.join(", ", archs)),
              "name an architecture that it has, or leave --arch out")
          .with("image", reference)
          .with("offered", arch)
          .with("wanted", String.join(", ", archs));
    }
  }

  private List<Part> parts(Manifest image) {
    List<Part> parts = new ArrayList<>();
    parts.add(part(image.json.path("config")));
    JsonNode layers = image.json.path("layers");
    if (!layers.isArray() || layers.size() > MOST_LAYERS) {
      throw refused(
              "image.layers",
              "%s has %d layers".formatted(reference, layers.size()),
              "images have 1 to %d".formatted(MOST_LAYERS))
          .with("image", reference)
          .with("count", layers.size())
          .with("most", MOST_LAYERS);
    }
    layers.forEach(layer -> parts.add(part(layer)));
    return parts;
  }

  private Part part(JsonNode descriptor) {
    long size = descriptor.path("size").asLong(-1);
    if (size < 0) {
      throw refused(
              "registry.manifest",
              "the manifest does not say how large "
                  + descriptor.path("digest").asText("?")
                  + " is",
              "is this a registry?")
          .with("image", reference);
    }
    if (size > ImageLimits.DEFAULT.bytes()) {
      // Sizes that are no sizes must not add up to something small either.
      throw refused(
              "image.too-large",
              "%s has %d bytes".formatted(descriptor.path("digest").asText("?"), size),
              "no part of an image may have more than %d".formatted(ImageLimits.DEFAULT.bytes()))
          .with("bytes", size)
          .with("most", ImageLimits.DEFAULT.bytes());
    }
    return new Part(digest(descriptor), size);
  }

  private String digest(JsonNode descriptor) {
    String digest = descriptor.path("digest").asText();
    if (!DIGEST.matcher(digest).matches()) {
      throw refused(
              "image.digest",
              "'%s' is no SHA-256 digest".formatted(shortened(digest)),
              "only images with sha256 digests are taken")
          .with("digest", shortened(digest));
    }
    return digest;
  }

  /** Writes what makes a layout of the parts; the index comes last. */
  private void lay(List<Manifest> images) throws IOException {
    ObjectNode index = json.createObjectNode().put("schemaVersion", 2);
    ArrayNode entries = index.putArray("manifests");
    for (Manifest image : images) {
      Files.write(blobs.file(image.digest), image.bytes);
      entries
          .addObject()
          .put("mediaType", "application/vnd.oci.image.manifest.v1+json")
          .put("digest", image.digest)
          .put("size", image.bytes.length);
    }
    Path folder = blobs.folder();
    Files.write(
        folder.resolve("oci-layout"),
        "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("index.json"), json.writeValueAsBytes(index));
  }

  private static void require(Answer answer, RegistryReference reference) throws IOException {
    int status = answer.status();
    if (status == 200) {
      return;
    }
    String reason = answer.reason();
    if (status == 404) {
      throw RefusedException.of(
              Kind.NOT_FOUND,
              "registry.unknown",
              "the registry has no " + reference,
              "check repository and tag")
          .with("image", reference);
    }
    if (status == 401 || status == 403) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "registry.login",
          "the registry does not let us read %s (%s)".formatted(reference, reason),
          "the administrator gives logins: idlegrid coordinator --registry-logins FILE");
    }
    if (status == 429) {
      throw RefusedException.of(
          Kind.UNAVAILABLE, "registry.limit", "the registry wants fewer requests", "try later");
    }
    throw new IOException("the registry answers with " + reason);
  }

  private static RefusedException refused(String code, String detail, String hint) {
    return RefusedException.of(Kind.INVALID, code, detail, hint);
  }
}
