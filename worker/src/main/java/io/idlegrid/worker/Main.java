package io.idlegrid.worker;

import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.worker.edge.engine.docker.DockerConfig;
import io.idlegrid.worker.edge.engine.process.ProcessConfig.Plain;
import io.idlegrid.worker.edge.nearby.ReaderNetworks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a worker until it is told to stop. */
@Command(
    name = "idlegrid worker",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Lends this device to a grid while its owner does not need it.",
      "Every option can also be given as IDLEGRID_WORKER_<OPTION> or in the file of --config."
    },
    sortOptions = false)
public final class Main implements Callable<Integer> {

  private static final long HEAP_WITHOUT_CACHE = 20L << 20;

  @Option(
      names = "--coordinator",
      paramLabel = "URL",
      description = "Address of the grid; not needed once the device has joined.")
  private @Nullable String coordinator;

  @Option(
      names = "--join",
      paramLabel = "CODE",
      description = "Join code, needed once; its operator makes it with idlegrid device invite.")
  private @Nullable String code;

  @Option(
      names = "--ca",
      paramLabel = "FILE|sha256:HEX",
      description =
          "Which certificate of the coordinator to believe: a PEM file, or the fingerprint that it"
              + " prints; remembered.")
  private @Nullable String ca;

  @Option(
      names = "--data",
      defaultValue = "idlegrid-device",
      description = "Folder of everything that the worker keeps (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(names = "--name", description = "Name of the device (default: the host name).")
  private @Nullable String name;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "Label to be found by; may be repeated.")
  private Map<String, String> labels = new HashMap<>();

  @Option(
      names = "--location",
      paramLabel = "LAT,LON",
      description = "Where the device is; rounded to about 10 km before it is told.")
  private @Nullable String location;

  @Option(
      names = "--cpu",
      paramLabel = "PERCENT",
      defaultValue = "100",
      description = "Most CPU to lend, in percent of the device (default: ${DEFAULT-VALUE}).")
  private double cpuPercent;

  @Option(
      names = "--memory",
      paramLabel = "PERCENT",
      defaultValue = "50",
      description = "Most memory to lend, in percent of the device (default: ${DEFAULT-VALUE}).")
  private double memoryPercent;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      defaultValue = "4GiB",
      description = "Most disk to lend, a quarter of it as a cache (default: ${DEFAULT-VALUE}).")
  private String disk;

  @Option(
      names = "--from",
      paramLabel = "HOST[:PORT]|nearby",
      description = {
        "Caches to ask for images before the coordinator, the nearest first, with commas between;",
        "'nearby' stands for those that tell of themselves in this network (mDNS)."
      })
  private @Nullable String from;

  @Option(
      names = "--cache",
      arity = "0..1",
      fallbackValue = CacheAddress.EVERYWHERE,
      paramLabel = "HOST[:PORT]",
      description = {
        "Be a cache: hand images on to other devices of the local network, at this address",
        "(without one: ${FALLBACK-VALUE}). Each part is fetched once, and nothing is handed on while",
        "the owner needs the device."
      })
  private @Nullable String cache;

  @Option(
      names = "--cache-disk",
      paramLabel = "SIZE",
      defaultValue = "2GiB",
      description = "Most disk for the cache, besides --disk (default: ${DEFAULT-VALUE}).")
  private String cacheDisk;

  @Option(
      names = "--cache-for",
      paramLabel = "NETWORK",
      description =
          "Further networks whose devices may read from the cache, like 192.0.2.0/24, with commas"
              + " between.")
  private @Nullable String cacheFor;

  @Option(
      names = "--cache-registry",
      paramLabel = "HOST[:PORT]",
      description = {
        "Registry near the cache, like mirror.local:5000, or http://… for one without TLS: layers of",
        "images that the grid pulled out of a registry are read there, under the same repository,",
        "and not over the uplink. What differs there is noted as stale."
      })
  private @Nullable String cacheRegistry;

  @Option(
      names = "--cache-registry-logins",
      paramLabel = "FILE",
      description = "Logins for that registry, as docker login writes them (its config.json).")
  private @Nullable Path cacheRegistryLogins;

  @Option(names = "--network", description = "Let units use the network if their job asks.")
  private boolean network;

  @Option(
      names = "--plain",
      paramLabel = "WHEN",
      defaultValue = "never",
      description = {
        "Run units without a sandbox where none works: never, as-unit-user or as-agent",
        "(default: ${DEFAULT-VALUE}). Only for jobs of your own."
      })
  private String plain;

  @Option(
      names = "--stop-by-signal",
      description = "Stop units by SIGSTOP where the kernel has no freezer; they can notice.")
  private boolean stopBySignal;

  @Option(
      names = "--docker",
      paramLabel = "HOST",
      defaultValue = DockerConfig.DEFAULT_HOST,
      description = {
        "Socket of the container engine to use, Docker's or Podman's, or none",
        "(default: ${DEFAULT-VALUE})."
      })
  private String docker;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = "idlegrid",
      description = "Control group of all units; two workers on one device need two.")
  private String group;

  @Option(
      names = "--proc",
      paramLabel = "DIR",
      defaultValue = "/proc",
      description = {
        "Where the device's /proc is mounted, for a worker inside a container",
        "(default: ${DEFAULT-VALUE})."
      })
  private Path proc;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "File of settings, one 'option = value' a line.")
  @SuppressWarnings("UnusedVariable") // Settings reads it, before all others.
  private @Nullable Path config;

  @Option(
      names = "--rehearse",
      hidden = true,
      description = "Start outside of any grid, look around and end; see archive.sh.")
  private boolean isRehearsal;

  @Spec private CommandSpec spec;

  private final Lifetime lifetime = new Lifetime();

  /** Runs and ends with the exit code. */
  public static void main(String[] arguments) throws IOException {
    configureLogging();
    Main main = new Main();
    main.lifetime.endOnSignal();
    System.exit(main.lifetime.ended(main.run(List.of(arguments), System.getenv())));
  }

  /** Runs; returns the exit code. */
  int run(List<String> arguments, Map<String, String> environment) {
    CommandLine command = new CommandLine(this);
    command.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          StartException refused = inWords(error);
          failed.getErr().println(refused.getMessage());
          return refused.exitCode();
        });
    try {
      command.setDefaultValueProvider(Settings.read(arguments, environment, command));
    } catch (ParameterException e) {
      command.getErr().println(e.getMessage());
      return StartException.USAGE;
    }
    return command.execute(arguments.toArray(String[]::new));
  }

  /** What the device's files refuse, as a full disk does, is nothing that a trace explains. */
  private StartException inWords(Exception error) throws Exception {
    if (error instanceof StartException refused) {
      return refused;
    }
    if (error instanceof IOException || error instanceof UncheckedIOException) {
      return new StartException(
          StartException.FAILED,
          "The worker cannot go on: %s%nIt needs to read and write %s, with some space left there."
              .formatted(error, data.toAbsolutePath()));
    }
    throw error;
  }

  @Override
  public Integer call() throws Exception {
    WorkerConfig lent = lent();
    if (isRehearsal) {
      new Rehearsal(lent, Version.current()).perform();
      return 0;
    }
    requireHeap(lent.sharing());
    try (DataFolder folder = open()) {
      Wiring.Membership membership =
          new Enrolment(folder.root(), Wiring.json())
              .membership(
                  Optional.ofNullable(coordinator),
                  Optional.ofNullable(code),
                  Optional.ofNullable(ca),
                  lent.name());
      return new Shift(lent, folder, membership, Version.current(), spec.commandLine())
          .work(lifetime);
    }
  }

  /**
   * The index of a cache lies in memory: 24 bytes a place, at most four places for a part of 8 KiB,
   * and twice as many beside them while it grows.
   */
  private static void requireHeap(WorkerConfig.Sharing sharing) throws StartException {
    long needed = HEAP_WITHOUT_CACHE + sharing.diskBytes() / 1_024 * 36;
    if (sharing.listen() != null && Runtime.getRuntime().maxMemory() < needed) {
      throw new StartException(
          StartException.USAGE,
          "A cache of %d MiB needs a heap of %d MiB: set IDLEGRID_WORKER_JVM=-Xmx%dm, or a smaller"
                  .formatted(sharing.diskBytes() >> 20, needed >> 20, (needed >> 20) + 8)
              + " --cache-disk.");
    }
  }

  private DataFolder open() throws StartException {
    try {
      return DataFolder.open(data)
          .orElseThrow(
              () ->
                  new StartException(
                      StartException.FAILED,
                      "Another worker uses the folder %s.%nStop it, or give this one a folder of"
                              .formatted(data.toAbsolutePath())
                          + " its own with --data and a --group of its own."));
    } catch (IOException e) {
      throw new StartException(
          StartException.FAILED,
          "The folder %s cannot be used: %s%nChoose another with --data."
              .formatted(data.toAbsolutePath(), e));
    }
  }

  private WorkerConfig lent() throws IOException {
    try {
      return new WorkerConfig(
          name == null ? hostName() : name,
          labels,
          cpuPercent,
          memoryPercent,
          bytes("disk", disk),
          network,
          plain(plain),
          stopBySignal,
          isRehearsal || docker.equals("none") ? "" : docker,
          isRehearsal ? Rehearsal.GROUP : group,
          proc,
          location == null ? null : place(location),
          new WorkerConfig.Sharing(
              cache == null ? null : CacheAddress.listen(cache),
              bytes("cache-disk", cacheDisk),
              readers(),
              CacheAddress.from(from == null ? "" : from),
              CacheAddress.isNearby(from == null ? "" : from),
              registry()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private static String hostName() throws IOException {
    Path file = Path.of("/proc/sys/kernel/hostname");
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  private static Plain plain(String word) {
    for (Plain each : Plain.values()) {
      if (each.name().replace('_', '-').equalsIgnoreCase(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "plain: '" + word + "' is none of never, as-unit-user and as-agent");
  }

  private static WorkerConfig.Place place(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 2) {
        return new WorkerConfig.Place(
            Double.parseDouble(parts[0].strip()), Double.parseDouble(parts[1].strip()));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("location: '" + text + "' is not like 48.1,11.6", e);
    }
    throw new IllegalArgumentException("location: '" + text + "' is not like 48.1,11.6");
  }

  private @Nullable RegistryAddress registry() {
    if (cacheRegistry == null) {
      return null;
    }
    try {
      return RegistryAddress.of(
          cacheRegistry,
          cacheRegistryLogins == null ? Map.of() : RegistryAddress.logins(cacheRegistryLogins));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cache-registry: " + e.getMessage(), e);
    }
  }

  private ReaderNetworks readers() {
    try {
      return ReaderNetworks.parse(cacheFor == null ? "" : cacheFor);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cache-for: " + e.getMessage(), e);
    }
  }

  private static long bytes(String option, String text) {
    Matcher form = Pattern.compile("(\\d{1,6})\\s*(MiB|GiB|TiB)").matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "%s: '%s' is not a size like 512MiB or 4GiB".formatted(option, text));
    }
    int shift =
        switch (form.group(2)) {
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 40;
        };
    return Long.parseLong(form.group(1)) << shift;
  }

  private static void configureLogging() throws IOException {
    if (System.getProperty("java.util.logging.config.file") == null) {
      try (InputStream in = Main.class.getResourceAsStream("logging.properties")) {
        LogManager.getLogManager().readConfiguration(in);
      }
    }
  }

  /** The version of this build. */
  static final class Version implements CommandLine.IVersionProvider {

    static String current() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
        if (in != null) {
          properties.load(in);
        }
      }
      return properties.getProperty("version", "development");
    }

    @Override
    public String[] getVersion() throws IOException {
      return new String[] {"IdleGrid " + current()};
    }
  }
}
