package io.idlegrid.archive;

/**
 * How much an archive may hold.
 *
 * @param entries most files, folders and links
 * @param bytes most bytes when unpacked
 * @param ratio most unpacked bytes per packed byte, looked at once {@value #RATIO_FROM} bytes are
 *     out; ordinary text packs 3 to 20 times, a bomb a thousand times
 */
public record ArchiveLimits(int entries, long bytes, int ratio) {

  static final long RATIO_FROM = 16L << 20;

  /** Limits that no honest program's code reaches. */
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(100_000, 8L << 30, 200);
}
