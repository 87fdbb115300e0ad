package io.idlegrid.coordinator.edge.registry;

import io.idlegrid.image.registry.RegistryAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Registries that the administrator allows, and what lets us in there. Whoever may push images may
 * pull what these logins can.
 */
public final class AllowedRegistries {

  private final Map<String, RegistryAddress> byName = new LinkedHashMap<>();

  private AllowedRegistries() {}

  /**
   * Reads what the administrator says.
   *
   * @param names {@code HOST[:PORT]}, or {@code http://HOST[:PORT]} for one without TLS
   * @param logins a file as {@code docker login} writes it
   * @throws IllegalArgumentException naming what cannot be read
   */
  public static AllowedRegistries of(List<String> names, Optional<Path> logins) {
    Map<String, String> known = logins.map(RegistryAddress::logins).orElse(Map.of());
    AllowedRegistries all = new AllowedRegistries();
    for (String name : names) {
      RegistryAddress address = RegistryAddress.of(name, known);
      all.byName.put(address.name(), address);
    }
    return all;
  }

  Optional<RegistryAddress> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** In words. */
  String names() {
    return byName.isEmpty() ? "none" : String.join(", ", byName.keySet());
  }
}
