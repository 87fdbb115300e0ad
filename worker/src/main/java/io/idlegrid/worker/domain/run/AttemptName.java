package io.idlegrid.worker.domain.run;

import java.util.regex.Pattern;

/**
 * Name of an attempt on this device. It becomes the name of a cgroup and of a container, so it is
 * limited to what both accept.
 */
public record AttemptName(String value) {

  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

  public AttemptName {
    if (!ACCEPTED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "attempt name '"
              + value
              + "' is not 1 to 63 letters, digits, '-' or '_' starting with a letter or digit");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
