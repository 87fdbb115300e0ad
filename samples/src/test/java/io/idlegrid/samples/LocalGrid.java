package io.idlegrid.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.IdleGrid;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real grid on this machine: a coordinator and some workers, each a JVM of its own with a folder
 * of its own. Any of them can be killed and started again.
 */
final class LocalGrid implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("Coordinator at (http://\\S+),");
  private static final Pattern SECRET = Pattern.compile("(igs_\\S+)");
  private static final Pattern WELCOMED = Pattern.compile("Device (d-\\S+) \\(");
  private static final Pattern POLICY = Pattern.compile("the owner's policy: (\\{.+\\})");
  private static final List<String> WORKER_FLAGS =
      List.of(
          "-Xmx32m",
          "-Xss256k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError");
  private static final double IDLE_PERCENT = 1;

  private final Path java;
  private final Path folder;
  private final List<String> options;
  private final List<Device> devices = new ArrayList<>();
  private GridProcess coordinator;
  private final URI url;
  private final String token;

  /** A worker and what its owner does. */
  final class Device {

    private final int number;
    private final DeviceLoad load;
    private final List<String> as;
    private final String classPath;
    private @Nullable GridProcess process;

    private Device(int number, DeviceLoad load, List<String> as, String classPath) {
      this.number = number;
      this.load = load;
      this.as = as;
      this.classPath = classPath;
    }

    DeviceLoad load() {
      return load;
    }

    GridProcess process() {
      if (process == null) {
        throw new IllegalStateException("device " + number + " was never started");
      }
      return process;
    }

    /** Starts the worker, without waiting for it. */
    void start(String... further) throws IOException {
      List<String> arguments = new ArrayList<>(List.of("--coordinator", url.toString()));
      arguments.addAll(List.of("--data", data().toString()));
      arguments.addAll(List.of("--name", name()));
      arguments.addAll(List.of("--group", groupOf(number)));
      arguments.addAll(List.of("--proc", load.folder().toString()));
      arguments.addAll(List.of(further));
      process =
          GridProcess.start(
              folder.resolve("device-" + number + ".log"),
              as,
              java,
              classPath,
              WORKER_FLAGS,
              "io.idlegrid.worker.Main",
              arguments);
    }

    /** Where the worker keeps everything. */
    Path data() {
      return folder.resolve("device-" + number);
    }

    String name() {
      return "device-" + number;
    }

    /** Its owner writes until that much is left. */
    void fillDisk(long mebibytesLeft) throws IOException {
      long left = Files.getFileStore(data()).getUsableSpace() - (mebibytesLeft << 20);
      try (OutputStream file = Files.newOutputStream(data().resolve("owners-film"))) {
        byte[] block = new byte[1 << 20];
        for (long written = 0; written < left; written += block.length) {
          file.write(block);
        }
      }
    }

    void unmountDisk() throws IOException, InterruptedException {
      run("umount", data().toString());
    }

    /** What its owner wants, besides the defaults; the worker notices. */
    void policy(String text) throws IOException {
      Files.writeString(data().resolve("policy.conf"), text);
      process().awaitLine(POLICY);
    }

    /** Waits until the coordinator knows it; returns its id. */
    String awaitWelcome() {
      return process().awaitLine(WELCOMED);
    }
  }

  private LocalGrid(Path java, Path folder, List<String> options) throws IOException {
    this.java = java;
    this.folder = Files.createDirectories(folder);
    this.options = List.copyOf(options);
    coordinator = startCoordinator(0);
    String address = coordinator.awaitLine(URL);
    url = URI.create(address);
    String secret = coordinator.awaitLine(SECRET);
    token =
        new GridApi(url, "")
            .post("/api/v1/setup", Map.of("secret", secret, "account", "tester"), JsonNode.class)
            .path("secret")
            .asText();
  }

  /** Starts a coordinator and devices that only run processes, and waits until all are there. */
  static LocalGrid start(Path folder, int devices) throws IOException {
    return start(folder, devices, List.of());
  }

  /** The same with further options of the coordinator. */
  static LocalGrid start(Path folder, int devices, List<String> options) throws IOException {
    return start(GridProcess.OUR_JAVA, folder, devices, options);
  }

  /** The same with every program on another Java than that of the tests. */
  static LocalGrid start(Path java, Path folder, int devices, List<String> options)
      throws IOException {
    LocalGrid grid = new LocalGrid(java, folder, options);
    try {
      for (int i = 0; i < devices; i++) {
        grid.addDevice("--docker", "none");
      }
      grid.devices.forEach(Device::awaitWelcome);
      return grid;
    } catch (IOException | RuntimeException e) {
      grid.close();
      throw e;
    }
  }

  /**
   * A device without a container engine whose whole disk is that large, and waits until it is
   * there.
   */
  Device addDeviceOnItsOwnDisk(long mebibytes) throws IOException, InterruptedException {
    Path data = Files.createDirectories(folder.resolve("device-" + devices.size()));
    run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + mebibytes + "m", "tmpfs", data.toString());
    Device device = addDevice("--docker", "none");
    device.awaitWelcome();
    return device;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  /**
   * Lets a device join that was watched for ten minutes already, and starts it, without waiting for
   * it.
   */
  Device addDevice(String... further) throws IOException {
    Device device = addDevice(List.of(), System.getProperty("java.class.path"));
    WatchedDevice.join(url, joinCode(), device.name(), IDLE_PERCENT, device.data());
    device.start(further);
    return device;
  }

  /**
   * Lets a new device join whose worker is started in another way than as this user.
   *
   * @param as command that starts its JVM
   * @param classPath jars that it can read
   */
  Device addDeviceAs(List<String> as, String classPath, String... further) throws IOException {
    Device device = addDevice(as, classPath);
    List<String> arguments = new ArrayList<>(List.of("--join", joinCode()));
    arguments.addAll(List.of(further));
    device.start(arguments.toArray(String[]::new));
    return device;
  }

  private Device addDevice(List<String> as, String classPath) throws IOException {
    int number = devices.size();
    DeviceLoad load = new DeviceLoad(folder.resolve("proc-" + number), IDLE_PERCENT);
    Device device = new Device(number, load, as, classPath);
    devices.add(device);
    return device;
  }

  /** Control group of the units of a device. */
  static String groupOf(int number) {
    return "idlegrid-test-" + ProcessHandle.current().pid() + "-" + number;
  }

  List<Device> devices() {
    return List.copyOf(devices);
  }

  String joinCode() {
    return api()
        .post("/api/v1/invitations", Map.of("uses", 1, "hours", 1), JsonNode.class)
        .path("code")
        .asText();
  }

  URI url() {
    return url;
  }

  String token() {
    return token;
  }

  GridApi api() {
    return new GridApi(url, token);
  }

  IdleGrid connect() {
    return IdleGrid.connect(url.toString(), token);
  }

  /** Where the coordinator keeps everything. */
  Path coordinatorData() {
    return folder.resolve("coordinator");
  }

  GridProcess coordinator() {
    return coordinator;
  }

  /** SIGKILL for the coordinator, and a new one on the same data and port. */
  void crashCoordinator() throws IOException, InterruptedException {
    coordinator.kill();
    reviveCoordinator();
  }

  /** A new coordinator on the data and port of the one that was killed. */
  void reviveCoordinator() throws IOException {
    coordinator = startCoordinator(url.getPort());
    coordinator.awaitLine(URL);
  }

  /** SIGKILL for a worker, and a new one on the same data. */
  void crash(Device device) throws IOException, InterruptedException {
    device.process().kill();
    device.start("--docker", "none");
  }

  private GridProcess startCoordinator(int port) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--data", coordinatorData().toString()));
    arguments.addAll(List.of("--port", Integer.toString(port)));
    arguments.addAll(List.of("--lease", "6", "--cache", "64", "--reserve", "64"));
    arguments.addAll(options);
    return GridProcess.coordinator(java, folder.resolve("coordinator.log"), arguments);
  }

  /** A name that no other job has. */
  static String jobName(String kind) {
    return kind + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Stops everything; the workers first, so that they leave nothing of theirs behind. */
  @Override
  public void close() throws IOException {
    try {
      for (Device device : devices) {
        if (device.process != null && device.process.isAlive()) {
          device.process.stop();
        }
        device.load.close();
      }
      coordinator.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
