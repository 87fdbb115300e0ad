package io.idlegrid.coordinator.edge.rest.compose;

import io.idlegrid.coordinator.domain.service.ServiceDraft;
import io.idlegrid.coordinator.domain.service.ServiceDraft.Part;
import io.idlegrid.coordinator.domain.service.ServiceDraft.Placed;
import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Condition;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Restart;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Volume;
import io.idlegrid.coordinator.flow.RefusedException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a Compose file (compose-spec.io) as a group of services. What is not served is refused by
 * name with the line, never passed over: somebody relies on it.
 */
public final class ComposeReader {

  /** Larger files are data in disguise. */
  public static final int MOST_BYTES = 256 << 10;

  private static final int MOST_DEPTH = 20;
  private static final int MOST_VOLUMES = 20;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,30}");
  private static final String NAME_RULE =
      "use at most 31 small letters, digits, '-' and '_', beginning with a letter or digit";
  private static final Duration MINIMUM = Duration.ofMinutes(15);

  /** Forecasts reach this far. */
  private static final Duration MOST_MINIMUM = Duration.ofHours(1);

  private ComposeReader() {}

  /**
   * Reads a file.
   *
   * @throws RefusedException with the line of what is wrong
   */
  public static ServiceDraft read(byte[] bytes) {
    ComposeNode file = ComposeNode.file(parse(text(bytes)));
    KnownKeys.require(file, KnownKeys.TOP);
    Optional<ComposeNode> ours = file.get("x-idlegrid");
    ours.ifPresent(each -> KnownKeys.require(each, KnownKeys.OURS));
    List<Volume> volumes = file.get("volumes").map(ComposeReader::volumes).orElse(List.of());
    Optional<ComposeNode> services = file.get("services");
    if (services.isEmpty() || services.get().entries().isEmpty()) {
      throw file.refused(
          "compose.empty", "there are no services", "write services: {web: {image: NAME}}");
    }
    List<Part> parts = services(services.get(), volumes);
    return new ServiceDraft(
        file.get("name").map(ComposeReader::name).orElse("unnamed"),
        parts,
        volumes,
        replicas(services.get(), ours),
        ours.flatMap(each -> each.get("minimum")).map(ComposeReader::minimum).orElse(MINIMUM),
        ours.flatMap(each -> each.get("where"))
            .map(where -> new Placed<>(where.text(), where.place())),
        ours.flatMap(each -> each.get("devices"))
            .map(devices -> new Placed<>(devices.words(), devices.place())));
  }

  private static String text(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw RefusedException.invalid(
              "compose.size",
              "",
              "the file has %d bytes, more than %d".formatted(bytes.length, MOST_BYTES),
              "put data into an image")
          .with("bytes", bytes.length)
          .with("most", MOST_BYTES);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw RefusedException.invalid(
          "compose.syntax", "", "the file is not UTF-8 text", "save it as UTF-8");
    }
  }

  private static Node parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MOST_DEPTH);
    options.setCodePointLimit(MOST_BYTES);
    options.setAllowDuplicateKeys(false);
    options.setProcessComments(false);
    try {
      requireNoAliases(new Yaml(new SafeConstructor(options)).parse(new StringReader(text)));
      Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (node == null) {
        throw RefusedException.invalid(
            "compose.empty", "", "the file is empty", "write services: {web: {image: NAME}}");
      }
      return node;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw RefusedException.invalid(
          "compose.syntax",
          "",
          "line %d: the file is not YAML: %s".formatted(line, e.getProblem()),
          "mend the syntax there");
    } catch (YAMLException e) {
      throw RefusedException.invalid(
          "compose.syntax",
          "",
          "the file cannot be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "make it simpler");
    }
  }

  /** A few aliases can stand for more than any memory. */
  private static void requireNoAliases(Iterable<Event> events) {
    for (Event event : events) {
      if (event instanceof AliasEvent alias) {
        throw RefusedException.invalid(
                "compose.alias",
                "",
                "line %d uses the YAML alias '*%s'"
                    .formatted(alias.getStartMark().getLine() + 1, alias.getAnchor()),
                "write the value out: files have no anchors and aliases here")
            .with("line", alias.getStartMark().getLine() + 1)
            .with("alias", alias.getAnchor());
      }
    }
  }

  private static List<Volume> volumes(ComposeNode section) {
    List<Volume> volumes = new ArrayList<>();
    section
        .entries()
        .forEach(
            (name, volume) -> {
              requireName(volume, name);
              if (volume.isNull()) {
                throw volume.refused(
                    "compose.volume",
                    "volume '" + name + "' has no size",
                    "write " + name + ": {driver_opts: {size: 64MiB}}");
              }
              KnownKeys.require(volume, Set.of("driver_opts"));
              ComposeNode options =
                  volume
                      .get("driver_opts")
                      .orElseThrow(
                          () ->
                              volume.refused(
                                  "compose.volume",
                                  "volume '" + name + "' has no size",
                                  "write " + name + ": {driver_opts: {size: 64MiB}}"));
              KnownKeys.require(options, Set.of("size"));
              volumes.add(
                  new Volume(
                      name,
                      options
                          .get("size")
                          .map(ComposeQuantities::bytes)
                          .orElseThrow(
                              () ->
                                  options.refused(
                                      "compose.volume",
                                      "volume '" + name + "' has no size",
                                      "write size: 64MiB"))));
            });
    if (volumes.size() > MOST_VOLUMES) {
      throw section.refused(
          "compose.volume", "there are more than " + MOST_VOLUMES + " volumes", "use fewer");
    }
    return volumes;
  }

  private static List<Part> services(ComposeNode section, List<Volume> volumes) {
    Map<String, ComposeNode> entries = section.entries();
    if (entries.size() > ServiceGroup.MOST_SERVICES) {
      throw section.refused(
          "compose.services",
          "there are more than " + ServiceGroup.MOST_SERVICES + " services",
          "make several groups of them");
    }
    List<Part> parts = new ArrayList<>();
    Map<String, String> ports = new LinkedHashMap<>();
    entries.forEach(
        (name, service) -> {
          requireName(service, name);
          ServiceReader reader = new ServiceReader(name, service, entries.keySet(), volumes);
          parts.add(reader.read());
          reader.requireOwnPorts(ports);
        });
    requireNoCircle(section, parts);
    requireChecks(entries, parts);
    return parts;
  }

  /** Refuses to wait for what never comes: health that nobody asks for, an end that is no end. */
  private static void requireChecks(Map<String, ComposeNode> entries, List<Part> parts) {
    Map<String, Part> byName =
        parts.stream().collect(Collectors.toMap(Part::name, Function.identity()));
    for (Part part : parts) {
      part.dependsOn()
          .forEach(
              (name, condition) -> {
                Part other = Objects.requireNonNull(byName.get(name));
                ComposeNode where = Objects.requireNonNull(entries.get(part.name()));
                requireToCome(where.get("depends_on").orElseThrow(), other, condition);
              });
    }
  }

  private static void requireToCome(ComposeNode where, Part other, Condition condition) {
    if (condition == Condition.HEALTHY && other.health().isEmpty()) {
      throw where.refused(
          "compose.depends",
          "service '" + other.name() + "' has no healthcheck",
          "give it one, or wait for service_started");
    }
    if (condition == Condition.COMPLETED && other.restart() == Restart.ALWAYS) {
      throw where.refused(
          "compose.depends",
          "service '" + other.name() + "' is always started again, so it never completes",
          "give it restart: on-failure, or wait for service_started");
    }
  }

  private static void requireNoCircle(ComposeNode section, List<Part> parts) {
    Set<String> placed = new HashSet<>();
    List<Part> left = new ArrayList<>(parts);
    while (!left.isEmpty()) {
      List<Part> next =
          left.stream().filter(part -> placed.containsAll(part.dependsOn().keySet())).toList();
      if (next.isEmpty()) {
        throw section.refused(
            "compose.depends",
            "these services wait for each other: " + left.stream().map(Part::name).toList(),
            "let one of them start first");
      }
      next.forEach(part -> placed.add(part.name()));
      left.removeAll(next);
    }
  }

  /** All services of a group run together, so they cannot ask for different numbers. */
  private static int replicas(ComposeNode services, Optional<ComposeNode> ours) {
    Optional<ComposeNode> chosen = ours.flatMap(each -> each.get("replicas"));
    for (ComposeNode service : services.entries().values()) {
      Optional<ComposeNode> wish = service.get("deploy").flatMap(deploy -> deploy.get("replicas"));
      if (wish.isPresent() && chosen.isPresent() && number(wish.get()) != number(chosen.get())) {
        throw wish.get()
            .refused(
                "compose.replicas",
                "replicas are of the whole group, and %s says %s"
                    .formatted(chosen.get().place(), chosen.get().text()),
                "say the same number everywhere, or only in x-idlegrid.replicas");
      }
      chosen = chosen.or(() -> wish);
    }
    return chosen.map(ComposeReader::number).orElse(1);
  }

  private static int number(ComposeNode replicas) {
    return replicas.number(1, ServiceGroup.MOST_REPLICAS);
  }

  private static Duration minimum(ComposeNode written) {
    Duration minimum = ComposeQuantities.duration(written);
    if (minimum.compareTo(ServiceGroup.LEAST_STAY) < 0 || minimum.compareTo(MOST_MINIMUM) > 0) {
      throw written.refused(
          "compose.value",
          "a device is asked to stay idle for 5m to 1h, not " + written.text(),
          "a service is moved when its device is needed; ask for as long as a move is worth");
    }
    return minimum;
  }

  private static String name(ComposeNode written) {
    requireName(written, written.text());
    return written.text();
  }

  /** Refuses what cannot name a group, though no file says it. */
  public static void requireName(String name, String place) {
    if (!NAME.matcher(name).matches()) {
      throw RefusedException.invalid(
              "compose.name", place, "'" + name + "' cannot be a name", NAME_RULE)
          .with("name", name);
    }
  }

  private static void requireName(ComposeNode where, String name) {
    if (!NAME.matcher(name).matches()) {
      throw where
          .refused("compose.name", "'" + name + "' cannot be a name", NAME_RULE)
          .with("name", name);
    }
  }
}
