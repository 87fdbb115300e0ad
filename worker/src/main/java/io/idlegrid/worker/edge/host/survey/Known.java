package io.idlegrid.worker.edge.host.survey;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells an answer of OSHI's or of a firmware from a word for "I do not know". */
final class Known {

  /** What makers leave in the firmware when they fill in nothing, and OSHI's own word. */
  private static final Set<String> NO_NAMES =
      Set.of(
          "unknown",
          "none",
          "n/a",
          "not specified",
          "not applicable",
          "default string",
          "to be filled by o.e.m.",
          "o.e.m.",
          "oem",
          "system manufacturer",
          "system product name",
          "undefined");

  private Known() {}

  /** Device trees end their texts with a zero character. */
  static @Nullable String text(@Nullable String said) {
    if (said == null) {
      return null;
    }
    String text = said.replaceAll("\\p{Cntrl}", " ").strip().replaceAll(" +", " ");
    return text.isEmpty() || NO_NAMES.contains(text.toLowerCase(Locale.ROOT)) ? null : text;
  }

  /** Zero and below are OSHI's way to say that there is no such number. */
  static @Nullable Integer count(long said) {
    return said > 0 && said <= Integer.MAX_VALUE ? (int) said : null;
  }

  /** A number in millions. */
  static @Nullable Integer millions(long said) {
    return count(Math.round(said / 1e6));
  }

  /** A temperature of 0.0 is OSHI's way to say that there is none. */
  static boolean isTemperature(double celsius) {
    return celsius > 0;
  }

  /** Maker and model, without the maker's name twice. */
  static @Nullable String model(@Nullable String maker, @Nullable String model) {
    if (maker == null || model == null) {
      return model == null ? maker : model;
    }
    boolean isSaid = model.toLowerCase(Locale.ROOT).startsWith(maker.toLowerCase(Locale.ROOT));
    return isSaid ? model : maker + " " + model;
  }
}
