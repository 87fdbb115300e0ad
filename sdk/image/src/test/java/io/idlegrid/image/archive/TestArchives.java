package io.idlegrid.image.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Archives of images as other tools write them. */
final class TestArchives {

  private TestArchives() {}

  static String config(String arch, byte[]... layers) {
    return """
        {"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"]},\
        "rootfs":{"type":"layers","diff_ids":[%s]}}"""
        .formatted(
            arch,
            List.of(layers).stream()
                .map(layer -> "\"sha256:" + TestTar.sha256(layer) + '"')
                .collect(Collectors.joining(",")));
  }

  /** As {@code docker save} wrote them before version 25. */
  static byte[] docker(String arch, byte[]... layers) {
    return dockerOf(config(arch, layers), layers);
  }

  static byte[] dockerOf(String config, byte[]... layers) {
    TestTar tar = new TestTar();
    String name = TestTar.sha256(config.getBytes(StandardCharsets.UTF_8));
    List<String> names = new ArrayList<>();
    for (byte[] layer : layers) {
      names.add("\"layer" + names.size() + "/layer.tar\"");
      tar.file("layer" + (names.size() - 1) + "/layer.tar", layer);
    }
    return tar.file(name + ".json", config)
        .file(
            "manifest.json",
            """
            [{"Config":"%s.json","RepoTags":["x:1"],"Layers":[%s]}]"""
                .formatted(name, String.join(",", names)))
        .toBytes();
  }

  /** An OCI layout with one image per architecture, its layers compressed. */
  static Oci oci() {
    return new Oci();
  }

  /** Collects an OCI layout. */
  static final class Oci {

    private final TestTar tar = new TestTar();
    private final List<String> manifests = new ArrayList<>();

    Oci image(String arch, byte[]... layers) {
      List<String> descriptors = new ArrayList<>();
      for (byte[] layer : layers) {
        descriptors.add(blob("application/vnd.oci.image.layer.v1.tar+gzip", TestTar.gzip(layer)));
      }
      String config =
          blob(
              "application/vnd.oci.image.config.v1+json",
              config(arch, layers).getBytes(StandardCharsets.UTF_8));
      return manifest(
          """
          {"schemaVersion":2,"config":%s,"layers":[%s]}"""
              .formatted(config, String.join(",", descriptors)));
    }

    Oci manifest(String manifest) {
      manifests.add(
          blob(
              "application/vnd.oci.image.manifest.v1+json",
              manifest.getBytes(StandardCharsets.UTF_8)));
      return this;
    }

    /** Puts what is there into an index, and names that as often. */
    Oci nested(int times) {
      String index =
          blob(
              "application/vnd.oci.image.index.v1+json",
              "{\"manifests\":[%s]}"
                  .formatted(String.join(",", manifests))
                  .getBytes(StandardCharsets.UTF_8));
      manifests.clear();
      manifests.addAll(Collections.nCopies(times, index));
      return this;
    }

    /** Stores bytes; returns their descriptor. */
    String blob(String media, byte[] content) {
      String digest = TestTar.sha256(content);
      tar.file("blobs/sha256/" + digest, content);
      return """
          {"mediaType":"%s","digest":"sha256:%s","size":%d}"""
          .formatted(media, digest, content.length);
    }

    byte[] toBytes() {
      return tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
          .file(
              "index.json",
              """
              {"schemaVersion":2,"manifests":[%s]}"""
                  .formatted(String.join(",", manifests)))
          .toBytes();
    }
  }
}
