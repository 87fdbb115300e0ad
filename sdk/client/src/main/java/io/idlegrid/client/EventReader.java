package io.idlegrid.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events (WHATWG HTML, 9.2.6); comments and ids are passed over. */
final class EventReader {

  private final BufferedReader lines;
  private final StringBuilder data = new StringBuilder();
  private String name = "";

  EventReader(InputStream in) {
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /**
   * Reads to the end.
   *
   * @return whether the handler ended it; false when the stream ended by itself
   */
  boolean read(EventHandler handler) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        String event = take();
        if (event != null && !handler.handle(name.isEmpty() ? "message" : name, event)) {
          return true;
        }
        name = "";
      } else {
        field(line);
      }
    }
    return false;
  }

  private @Nullable String take() {
    if (data.length() == 0) {
      return null;
    }
    String text = data.substring(0, data.length() - 1);
    data.setLength(0);
    return text;
  }

  private void field(String line) {
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    String text = value.startsWith(" ") ? value.substring(1) : value;
    if (field.equals("data")) {
      data.append(text).append('\n');
    } else if (field.equals("event")) {
      name = text;
    }
  }
}
