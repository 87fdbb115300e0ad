package io.idlegrid.coordinator.edge.rest.compose;

import io.idlegrid.coordinator.domain.service.ServiceDraft.Part;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Condition;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Health;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Mount;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Restart;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Volume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one service of a Compose file. */
final class ServiceReader {

  /** Also the most that a device tries in a row before the group is moved to another one. */
  private static final int MOST_RESTARTS = 8;

  private static final int MOST_CORES = 256;
  private static final int MOST_PATH = 200;
  private static final double CORES = 0.5;
  private static final long MEMORY = 128L << 20;
  private static final long LEAST_MEMORY = 6L << 20;

  private static final int MOST_MOUNTS = 32;

  /** Asked more often, a check would take more of the device than the service. */
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(5);

  /** What answers later is not well. */
  private static final Duration MOST_TIMEOUT = Duration.ofMinutes(5);

  private static final Pattern PORT = Pattern.compile("([1-9][0-9]{0,4})(/tcp|/udp)?");
  private static final int MOST_PORT = 65_535;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> RESERVED = Set.of("/proc", "/sys", "/dev", "/etc", "/tmp");

  private final String name;
  private final ComposeNode node;
  private final Set<String> services;
  private final List<Volume> volumes;

  /**
   * @param services names of all services
   */
  ServiceReader(String name, ComposeNode node, Set<String> services, List<Volume> volumes) {
    this.name = name;
    this.node = node;
    this.services = services;
    this.volumes = volumes;
  }

  Part read() {
    KnownKeys.require(node, KnownKeys.SERVICE);
    ComposeNode image =
        node.get("image")
            .orElseThrow(
                () ->
                    node.refused(
                        "compose.image",
                        "service '" + name + "' names no image",
                        "idlegrid image push NAME FILE, then image: NAME"));
    Optional<ComposeNode> limits =
        node.get("deploy")
            .map(this::served)
            .flatMap(deploy -> deploy.get("resources"))
            .map(resources -> served(resources, Set.of("limits")))
            .flatMap(resources -> resources.get("limits"))
            .map(each -> served(each, Set.of("cpus", "memory")));
    RestartWish restart = node.get("restart").map(this::restart).orElse(RestartWish.NEVER);
    return new Part(
        name,
        image.text(),
        image.place(),
        node.get("entrypoint").map(ServiceReader::command).orElse(List.of()),
        node.get("command").map(ServiceReader::command).orElse(List.of()),
        node.get("environment").map(this::environment).orElse(Map.of()),
        node.get("volumes").map(this::mounts).orElse(Map.of()),
        node.get("depends_on").map(this::dependsOn).orElse(Map.of()),
        node.get("healthcheck").flatMap(this::health),
        restart.when(),
        restart.most(),
        limits
            .flatMap(each -> each.get("cpus"))
            .map(cpus -> cpus.decimal(0.01, MOST_CORES))
            .orElse(CORES),
        limits.flatMap(each -> each.get("memory")).map(this::memory).orElse(MEMORY));
  }

  /** Without a value it is the image's; emptied, it would be nothing, which nobody can run. */
  private static List<String> command(ComposeNode written) {
    List<String> words = written.words();
    if (words.isEmpty() && !written.isNull()) {
      throw written.refused(
          "compose.value",
          "the image's own cannot be replaced by nothing",
          "name a program, or leave the line out to keep the image's");
    }
    return words;
  }

  private ComposeNode served(ComposeNode deploy) {
    return served(deploy, KnownKeys.DEPLOY);
  }

  private static ComposeNode served(ComposeNode mapping, Set<String> keys) {
    KnownKeys.require(mapping, keys);
    return mapping;
  }

  private long memory(ComposeNode written) {
    long bytes = ComposeQuantities.bytes(written);
    if (bytes < LEAST_MEMORY) {
      throw written.refused("compose.value", "no container runs in less than 6 MiB", "give more");
    }
    return bytes;
  }

  private Map<String, String> environment(ComposeNode section) {
    Map<String, String> env = new LinkedHashMap<>();
    if (section.isList()) {
      for (ComposeNode item : section.list()) {
        String[] pair = item.text().split("=", 2);
        requireVariable(item, pair[0]);
        if (pair.length < 2) {
          throw inherited(item, pair[0]);
        }
        env.put(pair[0], pair[1]);
      }
      return env;
    }
    section
        .entries()
        .forEach(
            (key, value) -> {
              requireVariable(value, key);
              if (value.isNull()) {
                throw inherited(value, key);
              }
              env.put(key, value.text());
            });
    return env;
  }

  private static void requireVariable(ComposeNode where, String variable) {
    if (!VARIABLE.matcher(variable).matches()) {
      throw where.refused(
          "compose.environment",
          "'" + variable + "' cannot name a variable",
          "use letters, digits and '_'");
    }
  }

  private static RuntimeException inherited(ComposeNode where, String variable) {
    return where.refused(
        "compose.environment",
        "variable " + variable + " has no value, and there is no shell to take it from",
        "write " + variable + ": VALUE");
  }

  private Map<String, Mount> mounts(ComposeNode section) {
    Map<String, Mount> mounts = new LinkedHashMap<>();
    if (section.list().size() > MOST_MOUNTS) {
      throw section.refused(
          "compose.volume",
          "a service has at most " + MOST_MOUNTS + " volumes, not " + section.list().size(),
          "mount a folder that holds several");
    }
    for (ComposeNode item : section.list()) {
      if (!item.isText()) {
        throw item.refused(
            "compose.volume", "only the short form is served", "write it like data:/var/data:ro");
      }
      String[] parts = item.text().split(":", -1);
      if (parts.length < 2 || parts[0].isEmpty() || "./~".indexOf(parts[0].charAt(0)) >= 0) {
        throw item.refused(
            "compose.host-path",
            "'" + parts[0] + "' would be a folder of the device's owner or of nobody",
            "name a volume: data:/var/data, and give it a size below volumes");
      }
      if (volumes.stream().noneMatch(volume -> volume.name().equals(parts[0]))) {
        throw item.refused(
            "compose.volume",
            "there is no volume '" + parts[0] + "'",
            "write volumes: {" + parts[0] + ": {driver_opts: {size: 64MiB}}}");
      }
      boolean readOnly = parts.length == 3 && parts[2].equals("ro");
      boolean writable = parts.length == 2 || (parts.length == 3 && parts[2].equals("rw"));
      if (!readOnly && !writable) {
        throw item.refused(
            "compose.volume", "'" + item.text() + "' is not understood", "write data:/var/data:ro");
      }
      if (mounts.put(path(item, parts[1]), new Mount(parts[0], readOnly)) != null) {
        throw item.refused(
            "compose.volume", "two volumes at " + parts[1], "give each a path of its own");
      }
    }
    return mounts;
  }

  private static String path(ComposeNode item, String path) {
    boolean isSound =
        path.startsWith("/")
            && path.length() <= MOST_PATH
            && !path.endsWith("/")
            && !(path + "/").contains("/../")
            && !(path + "/").contains("/./")
            && !path.contains("//")
            && path.chars().noneMatch(Character::isISOControl);
    boolean isReserved =
        RESERVED.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
    if (!isSound || isReserved) {
      throw item.refused(
          "compose.volume",
          "a volume cannot appear at '" + path + "'",
          "choose a path such as /var/data");
    }
    return path;
  }

  private Map<String, Condition> dependsOn(ComposeNode section) {
    Map<String, Condition> all = new LinkedHashMap<>();
    if (section.isList()) {
      section.list().forEach(item -> all.put(known(item, item.text()), Condition.STARTED));
      return all;
    }
    section
        .entries()
        .forEach(
            (other, how) -> {
              KnownKeys.require(how, Set.of("condition"));
              all.put(
                  known(how, other),
                  how.get("condition").map(ServiceReader::condition).orElse(Condition.STARTED));
            });
    return all;
  }

  private String known(ComposeNode where, String other) {
    if (!services.contains(other) || other.equals(name)) {
      throw where.refused(
          "compose.depends",
          "there is no other service '" + other + "'",
          "the services are " + services);
    }
    return other;
  }

  private static Condition condition(ComposeNode written) {
    return switch (written.text()) {
      case "service_started" -> Condition.STARTED;
      case "service_healthy" -> Condition.HEALTHY;
      case "service_completed_successfully" -> Condition.COMPLETED;
      default ->
          throw written.refused(
              "compose.depends",
              "'" + written.text() + "' is no condition",
              "write service_started, service_healthy or service_completed_successfully");
    };
  }

  private Optional<Health> health(ComposeNode section) {
    KnownKeys.require(section, KnownKeys.HEALTH);
    ComposeNode test =
        section
            .get("test")
            .orElseThrow(
                () -> section.refused("compose.health", "there is no test", "write test: COMMAND"));
    List<String> run = check(test);
    Health health =
        new Health(
            run,
            section.get("interval").map(ServiceReader::interval).orElse(THIRTY),
            section.get("timeout").map(ServiceReader::timeout).orElse(THIRTY),
            section.get("retries").map(retries -> retries.number(1, 100)).orElse(3),
            section.get("start_period").map(ComposeQuantities::duration).orElse(Duration.ZERO));
    return run.isEmpty() ? Optional.empty() : Optional.of(health);
  }

  /** The command that a health check runs; empty where none is wanted. */
  private static List<String> check(ComposeNode test) {
    List<String> words = test.isList() ? test.words() : List.of("CMD-SHELL", test.text());
    String kind = words.isEmpty() ? "" : words.get(0);
    List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
    boolean isWhole =
        switch (kind) {
          case "NONE" -> rest.isEmpty();
          case "CMD" -> !rest.isEmpty() && !rest.get(0).isBlank();
          case "CMD-SHELL" -> rest.size() == 1 && !rest.get(0).isBlank();
          default ->
              throw test.refused(
                  "compose.health",
                  "a list begins with CMD, CMD-SHELL or NONE",
                  "write it like [CMD, wget, -q, -O-, localhost:8080]");
        };
    if (!isWhole) {
      throw test.refused(
          "compose.health",
          "CMD takes a program and its arguments, CMD-SHELL one line for a shell, NONE nothing",
          "write it like [CMD, wget, -q, -O-, localhost:8080] or [CMD-SHELL, 'a && b']");
    }
    return kind.equals("CMD-SHELL") ? List.of("/bin/sh", "-c", rest.get(0)) : rest;
  }

  private static Duration interval(ComposeNode written) {
    Duration interval = ComposeQuantities.duration(written);
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      throw written.refused(
          "compose.health",
          "health is asked for every 5 seconds at most, not every " + written.text(),
          "write 5s or more");
    }
    return interval;
  }

  private static Duration timeout(ComposeNode written) {
    Duration timeout = ComposeQuantities.duration(written);
    if (timeout.compareTo(MOST_TIMEOUT) > 0) {
      throw written.refused(
          "compose.health",
          "a check is waited for 5 minutes at most, not for " + written.text(),
          "write 5m or less");
    }
    return timeout;
  }

  /** What Compose takes where nothing is said. */
  private static final Duration THIRTY = Duration.ofSeconds(30);

  private record RestartWish(Restart when, int most) {
    static final RestartWish NEVER = new RestartWish(Restart.NEVER, MOST_RESTARTS);
  }

  private RestartWish restart(ComposeNode written) {
    String text = written.text();
    if (text.matches("on-failure:[1-8]")) {
      return new RestartWish(Restart.ON_FAILURE, Integer.parseInt(text.substring(11)));
    }
    return switch (text) {
      case "no" -> RestartWish.NEVER;
      case "on-failure" -> new RestartWish(Restart.ON_FAILURE, MOST_RESTARTS);
      case "always", "unless-stopped" -> new RestartWish(Restart.ALWAYS, MOST_RESTARTS);
      default ->
          throw written.refused(
              "compose.restart",
              "'" + text + "' is no restart policy",
              "write no, on-failure, on-failure:1 to on-failure:8, always or unless-stopped");
    };
  }

  private static boolean isPort(String text) {
    Matcher matcher = PORT.matcher(text);
    return matcher.matches() && Integer.parseInt(matcher.group(1)) <= MOST_PORT;
  }

  /**
   * Ports are only told, nothing is opened for them; all services share one loopback.
   *
   * @param taken by port, the service that has it
   */
  void requireOwnPorts(Map<String, String> taken) {
    List<ComposeNode> ports = new ArrayList<>();
    node.get("ports").ifPresent(section -> ports.addAll(section.list()));
    node.get("expose").ifPresent(section -> ports.addAll(section.list()));
    for (ComposeNode port : ports) {
      if (!port.isText() || !isPort(port.text())) {
        throw port.refused(
            "compose.port",
            "ports are open to the services of the group only, none is published on the device",
            "write the service's own port alone: \"8080\"");
      }
      String number = port.text().replace("/tcp", "");
      String other = taken.putIfAbsent(number, name);
      if (other != null && !other.equals(name)) {
        throw port.refused(
            "compose.port",
            "service '"
                + other
                + "' has port "
                + number
                + " already, and services of a group share"
                + " one loopback",
            "let one of them listen on another port");
      }
    }
  }
}
