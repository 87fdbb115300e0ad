package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where else the layers of an image lie: in a registry, as it was when the image was pulled.
 *
 * @param registry host, and port if it is not the usual
 * @param layers from the lowest to the topmost, as many as the image has
 * @param newest digest of what the image's name stands for by now; told to devices, and absent
 *     where it is still this image
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageSource(
    String registry, String repository, List<Layer> layers, @Nullable String newest) {

  public ImageSource {
    layers = List.copyOf(layers);
  }

  /**
   * A layer as the registry has it, compressed or not.
   *
   * @param digest {@code sha256:…} of that file
   * @param bytes of that file
   */
  public record Layer(String digest, long bytes) {}
}
