package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.auth.Secrets;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The web portal's files, from the class path. Paths that name no file get the start page, which
 * shows what they mean: links into the portal work.
 */
final class Portal {

  private static final String FOLDER = "META-INF/resources/portal/";
  private static final String START = "index.html";
  private static final String ASSETS = "assets/";
  private static final Pattern FILE =
      Pattern.compile(
          "(?:[A-Za-z0-9_@-][A-Za-z0-9._@-]*/)*[A-Za-z0-9_@-][A-Za-z0-9_@-]*\\.[A-Za-z0-9.]+");
  private static final List<String> RESERVED =
      List.of("/api", "/openapi.json", "/healthz", "/readyz", "/metrics");

  /** Encodings that files may be there in already, best first: token and ending. */
  private static final List<Encoding> ENCODINGS =
      List.of(new Encoding("br", ".br"), new Encoding("gzip", ".gz"));

  private static final Map<String, String> MEDIA =
      Map.ofEntries(
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("mjs", "text/javascript;charset=utf-8"),
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("txt", "text/plain;charset=utf-8"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("woff2", "font/woff2"));

  private final ClassLoader files;
  private final Map<String, Stored> read = new ConcurrentHashMap<>();

  private record Encoding(String token, String ending) {}

  /** A file and the name of its contents. */
  private static final class Stored {

    private final byte[] bytes;
    private final String tag;

    Stored(byte[] bytes) {
      this.bytes = bytes;
      this.tag = '"' + Secrets.hash(bytes).substring(0, 24) + '"';
    }
  }

  Portal(ClassLoader files) {
    this.files = files;
  }

  /**
   * Answers a request for a page or a file of the portal.
   *
   * @return whether it did
   */
  boolean serve(Context context) throws IOException {
    String path = context.path();
    if (RESERVED.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"))) {
      return false;
    }
    String name = path.substring(1);
    boolean isFile = FILE.matcher(name).matches() && send(context, name);
    return isFile || (!name.startsWith(ASSETS) && send(context, START));
  }

  private boolean send(Context context, String name) throws IOException {
    Optional<Stored> plain = file(name);
    if (plain.isEmpty()) {
      return false;
    }
    Stored best = plain.get();
    for (Encoding encoding : ENCODINGS) {
      Optional<Stored> encoded =
          accepts(context, encoding) ? file(name + encoding.ending()) : Optional.empty();
      if (encoded.isPresent()) {
        best = encoded.get();
        context.header("Content-Encoding", encoding.token());
        break;
      }
    }
    context.header("Vary", "Accept-Encoding");
    context.header("ETag", best.tag);
    // The build names assets by their contents; everything else may change under its name.
    context.header(
        "Cache-Control",
        name.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache");
    context.contentType(media(name));
    answer(context, best);
    return true;
  }

  private static void answer(Context context, Stored file) {
    boolean isKnown = file.tag.equals(context.header("If-None-Match"));
    if (isKnown) {
      context.res().setHeader("Content-Encoding", null);
      context.status(304);
    } else {
      context.status(200).result(file.bytes);
    }
  }

  private static boolean accepts(Context context, Encoding encoding) {
    String header = Optional.ofNullable(context.header("Accept-Encoding")).orElse("");
    return Arrays.stream(header.split(",", -1))
        .map(part -> part.replace(" ", ""))
        .filter(part -> !part.endsWith(";q=0") && !part.endsWith(";q=0.0"))
        .anyMatch(part -> part.equals(encoding.token()) || part.startsWith(encoding.token() + ";"));
  }

  private Optional<Stored> file(String name) throws IOException {
    Stored known = read.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    try (InputStream in = files.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        return Optional.empty();
      }
      Stored stored = new Stored(in.readAllBytes());
      read.put(name, stored);
      return Optional.of(stored);
    }
  }

  private static String media(String name) {
    return MEDIA.getOrDefault(
        name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
  }
}
