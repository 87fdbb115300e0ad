package io.idlegrid.coordinator.domain.fleet;

import java.util.regex.Pattern;

/** Names a device. */
public record DeviceId(String value) implements Comparable<DeviceId> {

  private static final Pattern FORM = Pattern.compile("d-[0-9a-z]{8,24}");

  public DeviceId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a device id: " + value);
    }
  }

  /** Whether a text from outside has the form of a device id. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
