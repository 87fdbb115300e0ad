package io.idlegrid.worker.bench;

import io.idlegrid.image.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What images cost the link, and the start of a unit. */
@Command(
    name = "images",
    mixinStandardHelpOptions = true,
    description = {
      "What images cost. They are made of this machine's own programs and libraries. Parts:",
      "change  what the second version moves, 1 %% of whose bytes are different",
      "uplink  what 20 devices behind one cache move over the uplink",
      "time    how long they take over 10 Mbit/s, with the cache and without; a few minutes",
      "start   from asking for a unit to its first instruction, beside a plain container; needs a"
          + " Docker engine and root"
    })
final class ImagesBench implements Callable<Integer> {

  private static final List<String> PARTS = List.of("change", "uplink", "time", "start");

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "These parts only: change, uplink, time, start.")
  private List<String> only = PARTS;

  @Option(
      names = "--mib",
      defaultValue = "100",
      description = "Size of the image, but that of time (default: ${DEFAULT-VALUE}).")
  private int mebibytes = 100;

  @Option(
      names = "--time-mib",
      defaultValue = "20",
      description = "Size of the image that 20 devices are timed with (default: ${DEFAULT-VALUE}).")
  private int timedMebibytes = 20;

  @Option(
      names = "--devices",
      defaultValue = "20",
      description = "How many devices (default: ${DEFAULT-VALUE}).")
  private int devices = 20;

  @Option(
      names = "--mbit",
      defaultValue = "10",
      description = "The shared uplink, in Mbit/s (default: ${DEFAULT-VALUE}).")
  private double megabits = 10;

  @Option(
      names = "--runs",
      defaultValue = "9",
      description = "Starts of each kind, in turn (default: ${DEFAULT-VALUE}).")
  private int runs = 9;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    for (String part : only) {
      if (!PARTS.contains(part)) {
        throw new ParameterException(
            new CommandLine(spec), "there is no part '" + part + "', only " + PARTS);
      }
    }
    LeftBehind.remove();
    Path folder = LeftBehind.folder();
    try {
      BenchImage image = BenchImage.ofThisMachine((long) mebibytes << 20);
      if (only.contains("change")) {
        ChangedImage.measure(image, Files.createDirectory(folder.resolve("change")));
      }
      if (only.contains("uplink")) {
        new SharedUplink(image, devices, Double.POSITIVE_INFINITY)
            .measureBytes(Files.createDirectory(folder.resolve("uplink")));
      }
      if (only.contains("time")) {
        BenchImage smaller = BenchImage.ofThisMachine((long) timedMebibytes << 20);
        new SharedUplink(smaller, devices, megabits * 1e6 / 8)
            .measureTime(Files.createDirectory(folder.resolve("time")));
      }
      if (only.contains("start")) {
        new UnitStart(image, runs).measure(Files.createDirectory(folder.resolve("start")));
      }
      return 0;
    } finally {
      FileTree.delete(folder);
    }
  }
}
