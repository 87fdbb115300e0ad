package io.idlegrid.coordinator;

import io.idlegrid.coordinator.edge.registry.AllowedRegistries;
import io.idlegrid.coordinator.edge.tls.ServerCertificate;
import io.idlegrid.predictor.Learner;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private static final int CONFLICT = 5;

  @Option(
      names = "--data",
      defaultValue = "${env:IDLEGRID_COORDINATOR_DATA:-idlegrid-data}",
      description = "Folder of everything durable (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--host",
      defaultValue = "${env:IDLEGRID_COORDINATOR_HOST:-127.0.0.1}",
      description =
          "Address to listen on; with TLS wherever others can reach it (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "${env:IDLEGRID_COORDINATOR_PORT:-7080}",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--programs",
      defaultValue = "${env:IDLEGRID_COORDINATOR_PROGRAMS:-programs}",
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

  @Option(
      names = "--behind-proxy",
      defaultValue = "${env:IDLEGRID_COORDINATOR_BEHIND_PROXY}",
      paramLabel = "NAME",
      description = {
        "Name under which a proxy on this machine serves this coordinator to others, such as",
        "grid.example.org. Only then its X-Forwarded-For and -Proto are believed."
      })
  private @Nullable String proxyName;

  @Option(
      names = "--registry",
      split = ",",
      defaultValue = "${env:IDLEGRID_COORDINATOR_REGISTRY}",
      paramLabel = "HOST[:PORT]",
      description = {
        "A registry that images may be pulled from, such as docker.io; may be repeated. Without TLS:",
        "http://HOST[:PORT]."
      })
  private @Nullable List<String> registries;

  @Option(
      names = "--registry-logins",
      defaultValue = "${env:IDLEGRID_COORDINATOR_REGISTRY_LOGINS}",
      paramLabel = "FILE",
      description = {
        "Logins of registries, as docker login writes them (config.json). Whoever may submit jobs",
        "may pull what they let in to."
      })
  private @Nullable Path registryLogins;

  @Option(
      names = "--learner",
      defaultValue = "${env:IDLEGRID_COORDINATOR_LEARNER:-HISTOGRAM}",
      description = "What fits the trees that forecast: ${COMPLETION-CANDIDATES}.")
  private Learner learner;

  @Mixin private TlsOptions tls;

  @Mixin private OpenIdOptions openId;

  @Mixin private BuildOptions builds;

  /** Runs and ends with the exit code. */
  public static void main(String[] arguments) throws IOException {
    configureLogging();
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (tls.problem().isPresent()) {
      return complain(USAGE, "tls.options", tls.problem().get(), "See --help for what they mean.");
    }
    try {
      requireFree();
      return run(config());
    } catch (IllegalArgumentException e) {
      return complain(
          USAGE, "config", String.valueOf(e.getMessage()), "See --help for what is allowed.");
    } catch (BindException e) {
      return complain(
          CONFLICT,
          "port.taken",
          "Port %d on %s cannot be used: %s".formatted(port, host, reason(e)),
          "Is another coordinator running? Choose another port with --port.");
    } catch (DataFolder.InUseException e) {
      return complain(
          CONFLICT,
          "data.in-use",
          reason(e),
          "Stop that coordinator, or choose another folder with --data.");
    } catch (FileSystemException e) {
      return complain(
          FAILED,
          "data.unusable",
          "The data folder cannot be used: " + e,
          "Choose a folder that can be written to with --data.");
    }
  }

  private CoordinatorConfig config() {
    return new CoordinatorConfig(
        host,
        port,
        data,
        programs,
        Duration.ofSeconds(leaseSeconds),
        cacheMib * MIB,
        reserveMib * MIB,
        mostBlobMib * MIB,
        Optional.ofNullable(proxyName),
        openId.settings(),
        AllowedRegistries.of(
            registries == null
                ? List.of()
                : registries.stream().filter(name -> !name.isBlank()).toList(),
            Optional.ofNullable(registryLogins)),
        learner,
        builds.settings());
  }

  /** Opening the data takes seconds; a port that is taken shows at once. */
  private void requireFree() throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
    }
  }

  private int run(CoordinatorConfig config) throws IOException, InterruptedException {
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
      Optional<ServerCertificate> certificate = certificate();
      announce(wiring, listen(wiring, certificate), certificate);
      stopOnSignal(ended);
      ended.await();
    }
    return halted.get() == null
        ? 0
        : complain(
            FAILED,
            "halted",
            "The coordinator stopped: " + halted.get(),
            "Start it again: everything that was acknowledged is there.");
  }

  private Optional<ServerCertificate> certificate() throws IOException {
    try {
      return tls.certificate(data, host, isLoopback());
    } catch (IOException e) {
      throw new IllegalArgumentException("the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private int listen(Wiring wiring, Optional<ServerCertificate> certificate) throws BindException {
    try {
      return certificate.isPresent()
          ? wiring.listen(host, port, certificate.get())
          : wiring.listen(host, port);
    } catch (RuntimeException e) {
      BindException taken = new BindException(reason(e));
      taken.initCause(e);
      throw taken;
    }
  }

  private static int complain(int exitCode, String code, String what, String hint) {
    System.err.printf("%s: %s%n%s%n", code, what, hint);
    return exitCode;
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      System.err.println("There is no host " + host + ": " + e.getMessage());
      return false;
    }
  }

  private void announce(Wiring wiring, int bound, Optional<ServerCertificate> certificate)
      throws IOException {
    String scheme = certificate.isPresent() ? "https://" : "http://";
    String url = scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound;
    Files.writeString(data.resolve("url"), url + "\n", StandardCharsets.UTF_8);
    System.out.println("Coordinator at " + url + ", data in " + data.toAbsolutePath());
    String ca = "";
    if (certificate.isPresent()) {
      Path file = TlsOptions.publish(data, certificate.get());
      System.out.println("Its certificate is in " + file + ". Others know it by");
      System.out.println("  --ca sha256:" + certificate.get().fingerprint());
      ca = " --ca " + file;
    }
    String how = ca;
    wiring
        .setupSecret()
        .ifPresent(
            secret ->
                System.out.println(
                    "First start. Make yourself its administrator:\n  idlegrid login "
                        + url
                        + how
                        + " --account NAME --setup-secret -\nIt asks for the setup secret, good for"
                        + " a day: "
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

  private static String reason(Throwable error) {
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
