package io.idlegrid.coordinator.edge.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what an engine says about a build, and passes it on as people wrote it. */
final class BuildOutput {

  private static final Pattern STEP = Pattern.compile("(?i)^\\s*step (\\d{1,6})(?:/\\d{1,6})? ?: ");

  /** Engines show what came over standard error in red. */
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> names;
  private final Consumer<String> listener;
  private int step;
  private Optional<String> error = Optional.empty();

  /**
   * @param names what people call the images that the engine has under other names
   */
  BuildOutput(Map<String, String> names, Consumer<String> listener) {
    this.names = names;
    this.listener = listener;
  }

  void read(InputStream in) throws IOException {
    try (MappingIterator<JsonNode> messages = JSON.readerFor(JsonNode.class).readValues(in)) {
      while (messages.hasNextValue()) {
        take(messages.nextValue());
      }
    }
  }

  private void take(JsonNode message) {
    String said = translated(COLOUR.matcher(message.path("stream").asText("")).replaceAll(""));
    if (!said.isEmpty()) {
      Matcher begun = STEP.matcher(said);
      if (begun.find()) {
        step = Integer.parseInt(begun.group(1));
      }
      listener.accept(said);
    }
    if (message.has("error")) {
      error = Optional.of(translated(message.path("error").asText()).strip());
    }
  }

  private String translated(String text) {
    String result = text;
    for (var name : names.entrySet()) {
      result = result.replace(name.getKey(), name.getValue());
    }
    return result;
  }

  /** The step that was begun last, counted from 1; 0 before the first. */
  int step() {
    return step;
  }

  /** Why the build failed, if it did. */
  Optional<String> error() {
    return error;
  }
}
