package io.idlegrid.worker.domain.owner;

import io.idlegrid.worker.domain.owner.OwnerPolicy.Caps;
import io.idlegrid.worker.domain.owner.OwnerPolicy.GivesWay;
import io.idlegrid.worker.domain.owner.OwnerPolicy.Leave;
import io.idlegrid.worker.domain.owner.OwnerPolicy.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy as text: lines {@code key = value}, {@code #} begins a comment. It is taken whole or not
 * at all.
 *
 * @param policy absent when there are errors
 * @param values what is written, as it is written
 * @param errors all there are, by line
 */
public record PolicyText(
    Optional<OwnerPolicy> policy, Map<PolicyKey, String> values, List<PolicyError> errors) {

  public PolicyText {
    values = Map.copyOf(values);
    errors = List.copyOf(errors);
  }

  private static final String BYTE_ORDER = "\uFEFF";
  private static final int MOST_ERRORS = 10;
  private static final int MOST_SHOWN = 60;
  private static final List<String> ENGINES = List.of("docker", "process");

  /** Who wants units to stay for ever may say a year. */
  private static final Duration LONGEST_FROZEN = Duration.ofDays(366);

  /** What leaves takes memory, and the processors, from an owner who needs them. */
  private static final Duration LONGEST_GRACE = Duration.ofHours(1);

  /** A value and where it stands. */
  record Entry(int line, String value) {}

  /** Reads a policy; never throws. */
  public static PolicyText parse(String text) {
    List<PolicyError> errors = new ArrayList<>();
    // Some editors begin a file with a mark of its byte order.
    Map<PolicyKey, Entry> entries =
        entries(text.startsWith(BYTE_ORDER) ? text.substring(1) : text, errors);
    PolicyValues values = new PolicyValues(entries, errors);
    OwnerPolicy policy = policy(values);
    if (policy.gives().cpuLeave() >= policy.gives().cpuEnter()) {
      values.refuse(PolicyKey.CPU_LEAVE, "must be below cpu.enter, or units would flap");
    }
    if (policy.gives().cpuLeave() <= 0) {
      values.refuse(PolicyKey.CPU_LEAVE, "must be above 0%, which no device ever reaches");
    }
    errors.sort(Comparator.comparingInt(PolicyError::line));
    Map<PolicyKey, String> written = new EnumMap<>(PolicyKey.class);
    entries.forEach((key, entry) -> written.put(key, entry.value()));
    return new PolicyText(
        errors.isEmpty() ? Optional.of(policy) : Optional.empty(), written, first(errors));
  }

  /** A file that is something else altogether has an error in each of its lines. */
  private static List<PolicyError> first(List<PolicyError> errors) {
    if (errors.size() <= MOST_ERRORS) {
      return errors;
    }
    List<PolicyError> first = new ArrayList<>(errors.subList(0, MOST_ERRORS));
    PolicyError next = errors.get(MOST_ERRORS);
    first.add(
        new PolicyError(
            next.line(), "and %d more errors from here on".formatted(errors.size() - MOST_ERRORS)));
    return first;
  }

  /** Every key with what holds, for the owner to read. */
  public static String print(Map<PolicyKey, String> values) {
    StringBuilder text = new StringBuilder();
    for (PolicyKey key : PolicyKey.values()) {
      text.append("# ").append(key.meaning()).append('\n');
      text.append(key.word()).append(" = ").append(values.getOrDefault(key, key.usual()));
      text.append(values.containsKey(key) ? "\n\n" : "   # as usual\n\n");
    }
    return text.toString().stripTrailing() + "\n";
  }

  /** A file to begin with: everything explained, nothing set. */
  public static String template() {
    StringBuilder text =
        new StringBuilder(
            """
            # What this device lends, and when not. Lines are 'key = value'; remove the '#' in front
            # of one to set it. The worker reads the file again when it changes, and goes on with
            # what it had, lending nothing new, while there is an error in it.

            """);
    for (PolicyKey key : PolicyKey.values()) {
      text.append("# ").append(key.meaning()).append('\n');
      text.append("#").append(key.word()).append(" = ").append(key.usual()).append("\n\n");
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static Map<PolicyKey, Entry> entries(String text, List<PolicyError> errors) {
    Map<PolicyKey, Entry> entries = new EnumMap<>(PolicyKey.class);
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = withoutComment(raw).strip();
      if (!line.isEmpty()) {
        add(entries, line, number, errors);
      }
    }
    return entries;
  }

  private static void add(
      Map<PolicyKey, Entry> entries, String line, int number, List<PolicyError> errors) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      errors.add(new PolicyError(number, "'" + shown(line) + "' is not like 'key = value'"));
      return;
    }
    String word = line.substring(0, equals).strip();
    String value = line.substring(equals + 1).strip();
    @Nullable PolicyKey key = PolicyKey.of(word).orElse(null);
    if (key == null) {
      errors.add(
          new PolicyError(
              number,
              "there is no '%s'; did you mean '%s'?"
                  .formatted(shown(word), PolicyKey.nearest(shown(word)).word())));
    } else if (entries.containsKey(key)) {
      errors.add(
          new PolicyError(
              number, "%s is set in line %d already".formatted(word, entries.get(key).line())));
    } else {
      entries.put(key, new Entry(number, value));
    }
  }

  /** What somebody wrote, as far as a sentence has room for it. */
  static String shown(String written) {
    return written.length() <= MOST_SHOWN ? written : written.substring(0, MOST_SHOWN) + "…";
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf('#');
    return comment < 0 ? line : line.substring(0, comment);
  }

  private static OwnerPolicy policy(PolicyValues values) {
    return new OwnerPolicy(
        values.percent(PolicyKey.RISK, 0.01, 50),
        new Caps(
            values.percent(PolicyKey.CPU_MOST, 1, 100),
            values.percent(PolicyKey.MEMORY_MOST, 1, 95),
            values.bytes(PolicyKey.DISK_MOST),
            values.number(PolicyKey.UNITS_MOST, 0, 4096),
            values.oneOf(PolicyKey.UNPROTECTED, Unprotected.class),
            values.bytesPerSecondOrNone(PolicyKey.NETWORK_FETCH)),
        new GivesWay(
            values.percent(PolicyKey.CPU_ENTER, 1, 100),
            values.percent(PolicyKey.CPU_LEAVE, 0, 100),
            values.percent(PolicyKey.MEMORY_RESERVE, 0, 90),
            values.bytes(PolicyKey.DISK_RESERVE),
            values.percentOrNone(PolicyKey.DISK_WAIT),
            values.celsiusOrNone(PolicyKey.TEMPERATURE_MOST),
            values.isFirst(PolicyKey.TEMPERATURE_UNKNOWN, "refuse", "lend"),
            values.batteryOrNever(PolicyKey.BATTERY),
            values.bytesPerSecondOrNone(PolicyKey.NETWORK_OWNER),
            values.words(PolicyKey.PROGRAMS, "none"),
            values.schedule(PolicyKey.SCHEDULE)),
        new Work(
            values.isFirst(PolicyKey.NETWORK_UNITS, "yes", "no"),
            Set.copyOf(values.words(PolicyKey.WORK_FOR, "all")),
            Set.copyOf(values.wordsOf(PolicyKey.WORK_ENGINES, "all", ENGINES)),
            Set.copyOf(values.words(PolicyKey.WORK_KINDS, "all")),
            Set.copyOf(values.words(PolicyKey.WORK_LABELS, "all"))),
        new Leave(
            values.duration(PolicyKey.FROZEN_MOST, LONGEST_FROZEN),
            values.duration(PolicyKey.GRACE, LONGEST_GRACE)),
        values.number(PolicyKey.PAGE_PORT, 0, 65535));
  }
}
