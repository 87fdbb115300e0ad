package io.idlegrid.image.registry;

import io.idlegrid.image.OneWayStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of a registry as it comes. Where the line breaks, it goes on behind the last byte that
 * came; what brings nothing more than once in a row is broken for good. Nothing of it is verified.
 */
public final class RegistryBlob extends OneWayStream {

  private static final int MOST_VAIN = 2;

  private final RegistryHttp http;
  private final String digest;
  private final long bytes;
  private RegistryHttp.@Nullable Answer answer;
  private long position;
  private int vain;

  /**
   * @param digest {@code sha256:…}
   * @param bytes that it has
   */
  public RegistryBlob(RegistryHttp http, String digest, long bytes) {
    // Which stream it reads changes with each break.
    super(InputStream.nullInputStream());
    this.http = http;
    this.digest = digest;
    this.bytes = bytes;
  }

  /**
   * Reads on.
   *
   * @throws FileNotFoundException when the registry has no such file
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position < bytes) {
      try {
        int read = body().read(buffer, offset, (int) Math.min(length, bytes - position));
        if (read <= 0) {
          throw new IOException(
              "the registry broke off %d bytes early".formatted(bytes - position));
        }
        position += read;
        vain = 0;
        return read;
      } catch (FileNotFoundException | RegistryRefusal e) {
        throw e;
      } catch (IOException e) {
        close();
        vain++;
        if (vain >= MOST_VAIN) {
          throw e;
        }
      }
    }
    return -1;
  }

  /** Unpackers take a file for over where nothing is said to follow a part that is whole. */
  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, bytes - position);
  }

  private InputStream body() throws IOException {
    RegistryHttp.Answer open = answer == null ? ask() : answer;
    return open.body();
  }

  private RegistryHttp.Answer ask() throws IOException {
    Map<String, String> range =
        position > 0 ? Map.of("Range", "bytes=" + position + "-") : Map.of();
    RegistryHttp.Answer fresh = http.send("GET", "blobs/" + digest, range);
    answer = fresh;
    int status = fresh.status();
    if (status == HttpURLConnection.HTTP_NOT_FOUND) {
      throw new FileNotFoundException("the registry does not have it");
    }
    if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
      throw new IOException("the registry answers with " + fresh.reason());
    }
    long length = fresh.connection().getContentLengthLong();
    if (status == HttpURLConnection.HTTP_OK && length >= 0 && length != bytes) {
      throw new FileNotFoundException(
          "the registry has %d bytes under its name instead of %d".formatted(length, bytes));
    }
    if (status == HttpURLConnection.HTTP_OK && position > 0) {
      // It does not do ranges: what came already is read over.
      fresh.body().skipNBytes(position);
    }
    return fresh;
  }

  @Override
  public void close() throws IOException {
    RegistryHttp.Answer open = answer;
    answer = null;
    if (open != null) {
      open.close();
    }
  }
}
