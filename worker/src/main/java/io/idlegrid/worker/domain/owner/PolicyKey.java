package io.idlegrid.worker.domain.owner;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** What an owner can set, with what holds where nothing is set. */
public enum PolicyKey {
  RISK("risk", "1%", "Accepted probability that a unit meets your own load."),
  CPU_MOST("cpu.most", "100%", "Most CPU for all units together, of the device's."),
  CPU_ENTER("cpu.enter", "25%", "Your own load from which on units stop where they stand."),
  CPU_LEAVE("cpu.leave", "15%", "Your own load below which they go on."),
  MEMORY_MOST("memory.most", "50%", "Most memory for all units together, of the device's."),
  MEMORY_RESERVE("memory.reserve", "5%", "Memory that stays free for your next program."),
  DISK_MOST("disk.most", "4GiB", "Most disk for units and their cache."),
  DISK_RESERVE("disk.reserve", "256MiB", "Disk that stays free for your files."),
  DISK_WAIT("disk.wait", "60%", "Share of the time waiting for a disk that is yours; or none."),
  UNPROTECTED(
      "unprotected",
      "less",
      "Where the kernel cannot hold units back: less, nothing, or lend as if it could."),
  UNITS_MOST("units.most", "64", "Most units at the same time."),
  TEMPERATURE_MOST("temperature.most", "70", "Degrees Celsius from which on units stop; or none."),
  TEMPERATURE_UNKNOWN(
      "temperature.unknown", "lend", "Without a sensor: lend, or refuse to lend at all."),
  BATTERY("battery", "never", "On battery: never, or from a charge on, such as 80%."),
  NETWORK_OWNER(
      "network.owner", "8MiB/s", "Network traffic of yours from which on units stop; or none."),
  NETWORK_UNITS("network.units", "no", "Whether units may use the network: yes or no."),
  NETWORK_FETCH(
      "network.fetch", "none", "Most traffic for fetching images and data: 512KiB/s; or none."),
  PROGRAMS("programs", "none", "Programs that mean 'leave' while they run: kodi, vlc; or none."),
  SCHEDULE("schedule", "always", "When to lend: mon-fri 18:00-08:00, sat-sun; or always."),
  WORK_FOR("work.for", "all", "Accounts whose jobs may run here, separated by commas; or all."),
  WORK_ENGINES("work.engines", "all", "Engines that may run units: docker, process; or all."),
  WORK_KINDS(
      "work.kinds", "all", "Kinds of work: batch, inference, service, as jobs say of themselves."),
  WORK_LABELS("work.labels", "all", "Labels that a job must have to run here: team=lab; or all."),
  FROZEN_MOST(
      "frozen.most", "5m", "How long a stopped unit may wait in memory before it has to leave."),
  GRACE("grace", "30s", "How long a unit that leaves may take to save its state."),
  PAGE_PORT(
      "page.port",
      "0",
      "Port of your page on 127.0.0.1, taken at the start; 0 opens one when you ask for it.");

  private final String word;
  private final String usual;
  private final String meaning;

  PolicyKey(String word, String usual, String meaning) {
    this.word = word;
    this.usual = usual;
    this.meaning = meaning;
  }

  /** As it is written in the file. */
  public String word() {
    return word;
  }

  /** What holds where the file says nothing. */
  public String usual() {
    return usual;
  }

  public String meaning() {
    return meaning;
  }

  static Optional<PolicyKey> of(String word) {
    return Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst();
  }

  /** The key that somebody who wrote this probably meant. */
  static PolicyKey nearest(String written) {
    return Arrays.stream(values())
        .min(Comparator.comparingInt(key -> distance(written, key.word)))
        .orElseThrow();
  }

  /** Levenshtein's. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
