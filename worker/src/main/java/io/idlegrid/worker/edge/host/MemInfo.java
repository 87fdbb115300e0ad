package io.idlegrid.worker.edge.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/meminfo} of one moment.
 *
 * @param totalBytes physical memory that the kernel manages
 * @param availableBytes what it could hand out without swapping
 */
record MemInfo(long totalBytes, long availableBytes) {

  static MemInfo read(Path meminfo) throws IOException {
    String text = Files.readString(meminfo, StandardCharsets.US_ASCII);
    long total = field(text, "MemTotal").orElseThrow(() -> missing(meminfo, "MemTotal"));
    long available =
        field(text, "MemAvailable").orElseThrow(() -> missing(meminfo, "MemAvailable"));
    return new MemInfo(total, available);
  }

  private static OptionalLong field(String text, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB$").matcher(text);
    return line.find()
        ? OptionalLong.of(Long.parseLong(line.group(1)) << 10)
        : OptionalLong.empty();
  }

  private static IOException missing(Path meminfo, String name) {
    return new IOException(meminfo + " has no line " + name + "; Linux 3.14 or newer has it");
  }
}
