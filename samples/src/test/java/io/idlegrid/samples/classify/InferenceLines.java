package io.idlegrid.samples.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.samples.classify.DirectRun.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results of inference jobs, made comparable. */
public final class InferenceLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private InferenceLines() {}

  /** Reads lines of JSON. */
  public static Map<String, Verdict> parse(List<String> lines) throws JsonProcessingException {
    Map<String, Verdict> verdicts = new TreeMap<>();
    for (String line : lines) {
      JsonNode node = JSON.readTree(line);
      Verdict verdict =
          new Verdict(node.path("class").textValue(), node.path("score").doubleValue());
      if (verdicts.put(node.path("file").textValue(), verdict) != null) {
        throw new IllegalStateException(node.path("file") + " is there twice");
      }
    }
    return verdicts;
  }

  /** A line per file; scores to three digits, as the program rounds to four. */
  public static List<String> of(Map<String, Verdict> verdicts) {
    return verdicts.entrySet().stream()
        .map(
            entry ->
                "%s %s %.3f"
                    .formatted(
                        entry.getKey(), entry.getValue().label(), entry.getValue().score()))
        .toList();
  }
}
