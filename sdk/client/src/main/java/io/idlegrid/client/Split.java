package io.idlegrid.client;

import io.idlegrid.protocol.job.JobFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job's units work on, and how it is divided among them.
 *
 * <p>Local data is a file, or a folder with all files below it whose names and folders do not begin
 * with a dot; it is uploaded when the job is submitted, as far as the coordinator does not have it.
 * Data that is there is named {@code artifact:NAME} or {@code sha256:HEX}.
 *
 * <pre>{@code
 * Split.files(Path.of("photos"));                     // one unit per file
 * Split.lines(Path.of("log.txt"), 100_000);           // one unit per 100,000 lines
 * Split.bytes(Path.of("corpus"), "4MiB");             // cut at line ends
 * Split.range(0, 1_000_000);                          // one unit per number; {{value}}
 * Split.sweep(Map.of("rate", List.of(0.1, 0.01)));    // one unit per combination; {{rate}}
 * }</pre>
 */
public final class Split {

  private final JobFile.Split rule;
  private final @Nullable Path local;
  private final @Nullable String source;

  private Split(JobFile.Split rule, @Nullable Path local, @Nullable String source) {
    this.rule = rule;
    this.local = local;
    this.source = source;
  }

  /** One unit per file. */
  public static Split files(Path data) {
    return files(data, 1);
  }

  /** One unit per so many files; above one, a unit's input is a folder. */
  public static Split files(Path data, int perUnit) {
    return new Split(JobFile.Split.files(perUnit), data, null);
  }

  /** One unit per file of a data set that the coordinator has. */
  public static Split files(String source) {
    return new Split(JobFile.Split.files(1), null, source);
  }

  /** One unit per so many lines; a unit never crosses from one file into the next. */
  public static Split lines(Path data, long perUnit) {
    return new Split(JobFile.Split.lines(perUnit), data, null);
  }

  /** One unit per so many lines of data that the coordinator has. */
  public static Split lines(String source, long perUnit) {
    return new Split(JobFile.Split.lines(perUnit), null, source);
  }

  /**
   * Units of at most so many bytes, cut at line ends.
   *
   * @param most such as {@code 4MiB}
   */
  public static Split bytes(Path data, String most) {
    return new Split(JobFile.Split.bytes(most), data, null);
  }

  /** Units of at most so many bytes of data that the coordinator has. */
  public static Split bytes(String source, String most) {
    return new Split(JobFile.Split.bytes(most), null, source);
  }

  /**
   * One unit per combination of the parameters' values; each is known to the command by its name
   * between double braces.
   *
   * @param parameters in the order in which the combinations count: the last changes fastest
   */
  public static Split sweep(Map<String, ? extends List<?>> parameters) {
    Map<String, List<Object>> copy = new LinkedHashMap<>();
    parameters.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return new Split(JobFile.Split.sweep(Collections.unmodifiableMap(copy)), null, null);
  }

  /** One unit per whole number from {@code from} up to, but not including, {@code to}. */
  public static Split range(long from, long to) {
    return new Split(JobFile.Split.range(from, to), null, null);
  }

  /** One unit per number from {@code from} in steps, up to, but not including, {@code to}. */
  public static Split range(long from, long to, long step) {
    JobFile.Split rule = new JobFile.Split("range", null, null, null, null, from, to, step);
    return new Split(rule, null, null);
  }

  /** What has to be uploaded. */
  Optional<Path> local() {
    return Optional.ofNullable(local);
  }

  JobFile.Data data() {
    return new JobFile.Data(source, null, rule);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(List.of("by " + rule.by()));
    local().ifPresent(path -> parts.add("of " + path));
    Optional.ofNullable(source).ifPresent(name -> parts.add("of " + name));
    return String.join(" ", parts);
  }
}
