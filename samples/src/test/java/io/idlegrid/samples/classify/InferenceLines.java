package io.idlegrid.samples.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.samples.classify.DirectRun.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Results of inference jobs, made comparable. */
public final class InferenceLines {

  private static final double ROUNDING = 0.6e-4;
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

  /**
   * Where results are not those of a direct run, file by file. The program rounds scores to four
   * digits.
   */
  public static List<String> differences(
      Map<String, Verdict> expected, Map<String, Verdict> actual) {
    Set<String> files = new TreeSet<>(expected.keySet());
    files.addAll(actual.keySet());
    return files.stream()
        .filter(file -> !isSame(expected.get(file), actual.get(file)))
        .map(file -> file + ": " + expected.get(file) + ", " + actual.get(file))
        .toList();
  }

  private static boolean isSame(@Nullable Verdict one, @Nullable Verdict other) {
    return one != null
        && other != null
        && one.label().equals(other.label())
        && Math.abs(one.score() - other.score()) < ROUNDING;
  }

  /**
   * How many verdicts are right.
   *
   * @param truth a line {@code file,class} per picture
   */
  public static long right(Map<String, Verdict> verdicts, List<String> truth) {
    return truth.stream()
        .map(line -> line.split(",", 2))
        .filter(
            line -> {
              Verdict verdict = verdicts.get(line[0]);
              return verdict != null && verdict.label().equals(line[1]);
            })
        .count();
  }
}
