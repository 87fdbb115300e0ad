package io.idlegrid.protocol.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one attempt: a unit and the lease under which it runs. Lease numbers never repeat for a
 * unit, so a late message about an older attempt is told from one about the current attempt.
 *
 * @param job the job's id
 * @param unit the unit's index within the job
 * @param epoch block epoch of the lease number
 * @param counter counter of the lease number within its epoch
 */
public record LeaseRef(String job, long unit, long epoch, long counter) {

  /** Header with which a device says for which attempt it uploads something. */
  public static final String HEADER = "IdleGrid-Attempt";

  private static final Pattern WORD =
      Pattern.compile("([A-Za-z0-9-]{1,64})/(\\d{1,18})/(\\d{1,18})/(\\d{1,18})");

  /** As one word: {@code j-00000001/0/3/17}. */
  public String word() {
    return job + "/" + unit + "/" + epoch + "/" + counter;
  }

  /**
   * Reads {@link #word}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static LeaseRef parse(String word) {
    Matcher matcher = WORD.matcher(word);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + word + "' names no attempt");
    }
    return new LeaseRef(
        matcher.group(1),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)),
        Long.parseLong(matcher.group(4)));
  }
}
