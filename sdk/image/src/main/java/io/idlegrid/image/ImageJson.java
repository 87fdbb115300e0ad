package io.idlegrid.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.protocol.image.ImageManifest;
import java.io.IOException;

/** Indexes and manifests as objects: the same record always becomes the same bytes. */
public final class ImageJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private ImageJson() {}

  public static byte[] write(Object indexOrManifest) {
    try {
      return JSON.writeValueAsBytes(indexOrManifest);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a record of our own cannot be written", e);
    }
  }

  /** Reads an index that somebody else may have made. */
  public static ImageIndex index(byte[] bytes) throws IOException {
    ImageIndex index = JSON.readValue(bytes, ImageIndex.class);
    requireVersion(index.version(), ImageIndex.VERSION);
    return index;
  }

  /** Reads a manifest that somebody else may have made. */
  public static ImageManifest manifest(byte[] bytes) throws IOException {
    ImageManifest manifest = JSON.readValue(bytes, ImageManifest.class);
    requireVersion(manifest.version(), ImageManifest.VERSION);
    return manifest;
  }

  private static void requireVersion(int version, int ours) throws IOException {
    if (version != ours) {
      throw new IOException(
          "an image of format version %d cannot be read here, only %d".formatted(version, ours));
    }
  }
}
