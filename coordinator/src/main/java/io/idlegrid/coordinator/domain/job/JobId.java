package io.idlegrid.coordinator.domain.job;

import java.util.regex.Pattern;

/** Names a job. Ids sort by the time of submission. */
public record JobId(String value) implements Comparable<JobId> {

  private static final Pattern FORM = Pattern.compile("j-[0-9a-z]{8,24}");

  public JobId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a job id: " + value);
    }
  }

  /** Whether a text from outside has the form of a job id. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(JobId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
