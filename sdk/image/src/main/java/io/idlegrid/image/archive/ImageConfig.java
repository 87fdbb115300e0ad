package io.idlegrid.image.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.ObjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What matters of an image's configuration. */
record ImageConfig(String arch, String os, List<String> diffIds) {

  /** Architectures of Linux as Go names them. */
  static final List<String> ARCHITECTURES =
      List.of(
          "386",
          "amd64",
          "arm",
          "arm64",
          "loong64",
          "mips",
          "mips64",
          "mips64le",
          "mipsle",
          "ppc64",
          "ppc64le",
          "riscv64",
          "s390x");

  private static final ObjectMapper JSON = new ObjectMapper();

  ImageConfig {
    diffIds = List.copyOf(diffIds);
  }

  static JsonNode json(byte[] bytes, String place) throws ImageException {
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node != null && (node.isObject() || node.isArray())) {
        return node;
      }
    } catch (IOException e) {
      throw new ImageException(
          "image.json",
          place,
          "'%s' is no JSON: %s".formatted(place, firstLine(e)),
          "save the image again");
    }
    throw new ImageException(
        "image.json", place, "'" + place + "' is no JSON object", "save the image again");
  }

  static ImageConfig read(byte[] bytes, String place) throws ImageException {
    JsonNode config = json(bytes, place);
    String arch = config.path("architecture").asText();
    String os = config.path("os").asText();
    requireKnown(arch, place);
    if (!os.equals("linux")) {
      throw new ImageException(
          "image.os", place, "the image is for '" + os + "'", "devices run images for linux");
    }
    List<String> diffIds = new ArrayList<>();
    for (JsonNode diffId : config.path("rootfs").path("diff_ids")) {
      diffIds.add(sha256(diffId.asText(), place));
    }
    return new ImageConfig(arch, os, diffIds);
  }

  static void requireKnown(String arch, String place) throws ImageException {
    if (!ARCHITECTURES.contains(arch)) {
      throw new ImageException(
          "image.arch",
          place,
          "there is no architecture '" + arch + "'",
          "known are " + String.join(", ", new TreeSet<>(ARCHITECTURES)));
    }
  }

  /** The hex of a digest. */
  static String sha256(String digest, String place) throws ImageException {
    String hex = digest.startsWith("sha256:") ? digest.substring("sha256:".length()) : "";
    if (!ObjectName.isValid(hex)) {
      throw new ImageException(
          "image.digest",
          place,
          "'"
              + (digest.length() > 100 ? digest.substring(0, 100) : digest)
              + "' is no SHA-256 digest",
          "only images with sha256 digests are taken");
    }
    return hex;
  }

  /** A configuration for a root file system, which brings none; always the same for the same. */
  static byte[] forRoot(String arch, String diffId) {
    return """
        {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}"""
        .formatted(arch, diffId)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
