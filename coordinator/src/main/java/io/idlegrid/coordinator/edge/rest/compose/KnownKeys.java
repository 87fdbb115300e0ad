package io.idlegrid.coordinator.edge.rest.compose;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The keys that are served, and why some others never are. */
final class KnownKeys {

  static final Set<String> TOP = Set.of("name", "version", "services", "volumes", "x-idlegrid");

  static final Set<String> OURS = Set.of("replicas", "minimum", "where", "devices");

  static final Set<String> SERVICE =
      Set.of(
          "image",
          "entrypoint",
          "command",
          "environment",
          "ports",
          "expose",
          "volumes",
          "depends_on",
          "healthcheck",
          "restart",
          "deploy");

  static final Set<String> HEALTH =
      Set.of("test", "interval", "timeout", "retries", "start_period");

  static final Set<String> DEPLOY = Set.of("replicas", "resources");

  private static final String OWNERS =
      "owners lend idle time, not their device: units have no privileges there";

  private static final String NETWORK =
      "services of a group reach each other by name, and nothing else";

  /** Keys that people expect, and the reason why they are refused. */
  private static final Map<String, String> NEVER =
      Map.ofEntries(
          Map.entry("privileged", OWNERS),
          Map.entry("cap_add", OWNERS),
          Map.entry("devices", OWNERS),
          Map.entry("security_opt", OWNERS),
          Map.entry("pid", OWNERS),
          Map.entry("ipc", OWNERS),
          Map.entry("userns_mode", OWNERS),
          Map.entry("cgroup_parent", OWNERS),
          Map.entry("cgroup", OWNERS),
          Map.entry("sysctls", OWNERS),
          Map.entry("user", "services run as the user that the device gives to units"),
          Map.entry("network_mode", NETWORK),
          Map.entry("networks", NETWORK),
          Map.entry("extra_hosts", NETWORK),
          Map.entry("dns", NETWORK),
          Map.entry("links", NETWORK),
          Map.entry("build", "idlegrid image build NAME FOLDER, then image: NAME"),
          Map.entry("env_file", "the coordinator sees no files of yours: use environment"),
          Map.entry("configs", "the coordinator sees no files of yours: put them into the image"),
          Map.entry("secrets", "the coordinator sees no files of yours: use environment"),
          Map.entry("extends", "write the service out"),
          Map.entry("include", "write the services out"),
          Map.entry("profiles", "leave out the services that are not wanted"),
          Map.entry("scale", "use deploy.replicas, the number of groups"));

  private KnownKeys() {}

  /** Refuses each key that is not served, by its name and place. */
  static void require(ComposeNode mapping, Set<String> served) {
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              if (!served.contains(key)) {
                String hint =
                    NEVER.getOrDefault(
                        key, "leave it out; served here are " + new TreeSet<>(served));
                throw value.refused("compose.key", "'" + key + "' is not served", hint);
              }
            });
  }
}
