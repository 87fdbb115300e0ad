package io.idlegrid.coordinator;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a coordinator until it is told to stop. */
@Command(
    name = "idlegrid coordinator",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Runs a coordinator: takes jobs in, hands units to idle devices, keeps results.",
    sortOptions = false)
public final class Main implements Callable<Integer> {

  private static final long MIB = 1L << 20;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Option(
      names = "--data",
      defaultValue = "${env:IDLEGRID_DATA:-idlegrid-data}",
      description = "Folder of everything durable (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--host",
      defaultValue = "${env:IDLEGRID_HOST:-127.0.0.1}",
      description = "Address to listen on; only loopback without TLS (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "${env:IDLEGRID_PORT:-7080}",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--programs",
      defaultValue = "${env:IDLEGRID_PROGRAMS:-programs}",
      description = "Folder of the programs that job types bring along.")
  private Path programs;

  @Option(
      names = "--lease",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "How long a silent device keeps its units (default: ${DEFAULT-VALUE}).")
  private long leaseSeconds;

  @Option(
      names = "--cache",
      defaultValue = "256",
      paramLabel = "MIB",
      description = "Memory for database pages (default: ${DEFAULT-VALUE}).")
  private long cacheMib;

  @Option(
      names = "--reserve",
      defaultValue = "512",
      paramLabel = "MIB",
      description = "Free disk space below which nothing is taken in (default: ${DEFAULT-VALUE}).")
  private long reserveMib;

  @Option(
      names = "--max-blob",
      defaultValue = "65536",
      paramLabel = "MIB",
      description = "Largest file accepted (default: ${DEFAULT-VALUE}).")
  private long mostBlobMib;

  /** Runs and ends with the exit code. */
  public static void main(String[] arguments) throws IOException {
    configureLogging();
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!isLoopback()) {
      System.err.printf(
          "Address %s can be reached by others, and this coordinator speaks plain HTTP.%n"
              + "Listen on 127.0.0.1 and put a proxy with TLS in front of it.%n",
          host);
      return USAGE;
    }
    CoordinatorConfig config =
        new CoordinatorConfig(
            host,
            port,
            data,
            programs,
            Duration.ofSeconds(leaseSeconds),
            cacheMib * MIB,
            reserveMib * MIB,
            mostBlobMib * MIB);
    AtomicReference<String> halted = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    try (Wiring wiring =
        new Wiring(
            config,
            Version.current(),
            reason -> {
              halted.compareAndSet(null, reason);
              ended.countDown();
            })) {
      int bound = listen(wiring);
      if (bound < 0) {
        return FAILED;
      }
      announce(wiring, bound);
      stopOnSignal(ended);
      ended.await();
    }
    if (halted.get() != null) {
      System.err.println("The coordinator stopped: " + halted.get());
      return FAILED;
    }
    return 0;
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      System.err.println("There is no host " + host + ": " + e.getMessage());
      return false;
    }
  }

  private int listen(Wiring wiring) {
    try {
      return wiring.listen(host, port);
    } catch (RuntimeException e) {
      System.err.printf(
          "Port %d on %s cannot be used: %s%nIs another coordinator running? Choose another port"
              + " with --port.%n",
          port, host, rootCause(e));
      return -1;
    }
  }

  private void announce(Wiring wiring, int bound) throws IOException {
    String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound;
    Files.writeString(data.resolve("url"), url + "\n", StandardCharsets.UTF_8);
    System.out.println("Coordinator at " + url + ", data in " + data.toAbsolutePath());
    wiring
        .setupSecret()
        .ifPresent(
            secret ->
                System.out.println(
                    "First start. Make yourself its administrator:\n  idlegrid login "
                        + url
                        + " --account NAME --setup-secret "
                        + secret));
    System.out.flush();
  }

  private static void stopOnSignal(CountDownLatch ended) {
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ended.countDown();
                  try {
                    main.join(20_000);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }

  private static String rootCause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
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
