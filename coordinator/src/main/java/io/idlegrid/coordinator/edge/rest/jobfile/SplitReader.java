package io.idlegrid.coordinator.edge.rest.jobfile;

import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.domain.split.SplitRule;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.job.JobFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how a job's data becomes units. */
final class SplitReader {

  private static final String AT = "/spec/data/split";

  /** As many as results can be listed for; the grid itself would take any number. */
  private static final long MOST_UNITS = 1_000_000_000L;

  private SplitReader() {}

  static SplitRule read(JobFile.@Nullable Data data) {
    if (data == null) {
      throw RefusedException.invalid(
          "job.empty-data",
          "/spec/data",
          "the job has no data",
          "give it data, or split: {by: range, to: N} for N units without any");
    }
    JobFile.Split split = Optional.ofNullable(data.split()).orElseGet(() -> JobFile.Split.files(1));
    requireOnlyItsKeys(split);
    SplitRule rule = rule(split);
    boolean needsData = !(rule instanceof SplitRule.WithoutData);
    if (needsData && data.source() == null) {
      throw RefusedException.invalid(
          "job.empty-data",
          "/spec/data",
          data.glob() == null
              ? "a split by " + split.by() + " needs data"
              : "the coordinator sees no files of yours, so it cannot follow a glob",
          "let idlegrid job submit upload the files, or name data that is here: source:"
              + " artifact:NAME");
    }
    if (!needsData && (data.source() != null || data.glob() != null)) {
      throw RefusedException.invalid(
              "job.split", AT, "a split by " + split.by() + " takes no data", "leave the data out")
          .with("by", split.by());
    }
    return rule;
  }

  private static SplitRule rule(JobFile.Split split) {
    return switch (split.by()) {
      case "file" -> new SplitRule.ByFile(Optional.ofNullable(split.files()).orElse(1));
      case "lines" -> new SplitRule.ByLines(needed(split.lines(), "lines", "1000"));
      case "bytes" ->
          new SplitRule.ByBytes(
              Quantities.bytes(needed(split.bytes(), "bytes", "4MiB"), AT + "/bytes"));
      case "range" -> range(split);
      case "sweep" -> sweep(needed(split.sweep(), "sweep", "{x: [1, 2, 3]}"));
      default -> throw new IllegalStateException("the schema allows no split by " + split.by());
    };
  }

  private static <T> T needed(@Nullable T value, String key, String example) {
    if (value == null) {
      throw RefusedException.invalid(
              "job.missing",
              AT + "/" + key,
              "a split by " + key + " needs '" + key + "'",
              "write split: {by: " + key + ", " + key + ": " + example + "}")
          .with("key", key);
    }
    return value;
  }

  private static SplitRule range(JobFile.Split split) {
    long from = Optional.ofNullable(split.from()).orElse(0L);
    long to =
        Optional.ofNullable(split.to())
            .orElseThrow(
                () ->
                    RefusedException.invalid(
                            "job.missing",
                            AT + "/to",
                            "a split by range needs its end, 'to'",
                            "write split: {by: range, to: 1000}")
                        .with("key", "to"));
    if (to <= from) {
      throw RefusedException.invalid(
          "split.nothing",
          AT,
          "a range from %d to %d (exclusive) yields no units".formatted(from, to),
          "let 'to' be greater than 'from'");
    }
    try {
      long step = Optional.ofNullable(split.step()).orElse(1L);
      return countable(new SplitPlan.Range(from, to, step), AT);
    } catch (ArithmeticException e) {
      throw tooMany(AT);
    }
  }

  private static SplitRule sweep(Map<String, List<Object>> parameters) {
    SplitPlan.Sweep sweep =
        new SplitPlan.Sweep(
            parameters.entrySet().stream()
                .map(entry -> new SplitPlan.Sweep.Parameter(entry.getKey(), entry.getValue()))
                .toList());
    try {
      return countable(sweep, AT + "/sweep");
    } catch (ArithmeticException e) {
      throw tooMany(AT + "/sweep");
    }
  }

  private static SplitRule countable(SplitPlan plan, String pointer) {
    if (plan.units() > MOST_UNITS) {
      throw tooMany(pointer);
    }
    return new SplitRule.WithoutData(plan);
  }

  private static RefusedException tooMany(String pointer) {
    return RefusedException.invalid(
            "split.too-many",
            pointer,
            "the split yields more than %,d units".formatted(MOST_UNITS),
            "give each unit more to do")
        .with("most", MOST_UNITS);
  }

  /** A key of another split is a mistake that would go unnoticed. */
  private static void requireOnlyItsKeys(JobFile.Split split) {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("files", split.files() != null && !split.by().equals("file"));
    given.put("lines", split.lines() != null && !split.by().equals("lines"));
    given.put("bytes", split.bytes() != null && !split.by().equals("bytes"));
    given.put("sweep", split.sweep() != null && !split.by().equals("sweep"));
    boolean isRange = split.by().equals("range");
    given.put("from", split.from() != null && !isRange);
    given.put("to", split.to() != null && !isRange);
    given.put("step", split.step() != null && !isRange);
    given.forEach(
        (key, isStray) -> {
          if (isStray) {
            throw RefusedException.invalid(
                    "job.split",
                    AT + "/" + key,
                    "'%s' does not go with a split by %s".formatted(key, split.by()),
                    "leave it out, or change 'by'")
                .with("by", split.by());
          }
        });
  }
}
