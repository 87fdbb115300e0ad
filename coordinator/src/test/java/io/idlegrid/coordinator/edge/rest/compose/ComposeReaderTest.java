package io.idlegrid.coordinator.edge.rest.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.service.ServiceDraft;
import io.idlegrid.coordinator.domain.service.ServiceDraft.Part;
import io.idlegrid.coordinator.domain.service.ServiceDraft.Placed;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Condition;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Mount;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Restart;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Volume;
import io.idlegrid.coordinator.flow.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeReaderTest {

  private static final String WHOLE =
      """
      name: shop
      services:
        store:
          image: store:2
          entrypoint: [/bin/store]
          command: --port "80 80" --cost $$5
          environment: [A=1, B=two=2]
          expose: ["8080"]
          volumes: ["data:/var/store", "shared:/shared:ro"]
          healthcheck: {test: wget localhost, interval: 1m30s, retries: 5}
          restart: on-failure:2
          deploy: {replicas: 3, resources: {limits: {cpus: "0.25", memory: 64m}}}
        web:
          image: web
          environment: {LEVEL: 7}
          depends_on: {store: {condition: service_healthy}}
          restart: unless-stopped
      volumes:
        data: {driver_opts: {size: 8MiB}}
        shared: {driver_opts: {size: "1048576"}}
      x-idlegrid: {minimum: 20m, where: 'device.cores > 1', devices: [one, two]}
      """;

  @Test
  void theServedSubsetIsRead() {
    ServiceDraft draft = read(WHOLE);

    assertEquals("shop", draft.name());
    assertEquals(3, draft.replicas());
    assertEquals(Duration.ofMinutes(20), draft.minimum());
    assertEquals(
        Optional.of(new Placed<>("device.cores > 1", "line 21, x-idlegrid.where")), draft.where());
    assertEquals(
        Optional.of(new Placed<>(List.of("one", "two"), "line 21, x-idlegrid.devices")),
        draft.devices());
    assertEquals(
        List.of(new Volume("data", 8 << 20), new Volume("shared", 1 << 20)), draft.volumes());
    Part store = draft.services().get(0);
    assertEquals("store:2", store.image());
    assertEquals(List.of("/bin/store"), store.entrypoint());
    assertEquals(List.of("--port", "80 80", "--cost", "$5"), store.command());
    assertEquals(Map.of("A", "1", "B", "two=2"), store.env());
    assertEquals(
        Map.of("/var/store", new Mount("data", false), "/shared", new Mount("shared", true)),
        store.mounts());
    assertEquals(List.of("/bin/sh", "-c", "wget localhost"), store.health().get().command());
    assertEquals(Duration.ofSeconds(90), store.health().get().interval());
    assertEquals(5, store.health().get().retries());
    assertEquals(Restart.ON_FAILURE, store.restart());
    assertEquals(2, store.mostRestarts());
    assertEquals(.25, store.cpuCores());
    assertEquals(64 << 20, store.memoryBytes());
    Part web = draft.services().get(1);
    assertEquals(Map.of("store", Condition.HEALTHY), web.dependsOn());
    assertEquals(Map.of("LEVEL", "7"), web.env());
    assertEquals(Restart.ALWAYS, web.restart());
  }

  /** The line of a service that is otherwise sound, the code of the refusal, and what it says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          privileged: true                      | compose.key         | line 4, services.web.privileged: 'privileged' is not served
          network_mode: host                    | compose.key         | line 4, services.web.network_mode: 'network_mode' is not served
          cap_add: [SYS_ADMIN]                  | compose.key         | line 4, services.web.cap_add: 'cap_add' is not served
          pid: host                             | compose.key         | line 4, services.web.pid: 'pid' is not served
          build: .                              | compose.key         | line 4, services.web.build: 'build' is not served
          volumes: ["/etc:/host"]               | compose.host-path   | line 4, services.web.volumes[0]: '/etc' would be
          volumes: ["./data:/data"]             | compose.host-path   | line 4, services.web.volumes[0]: './data' would be
          volumes: ["data:/data"]               | compose.volume      | there is no volume 'data'
          ports: ["80:8080"]                    | compose.port        | none is published on the device
          ports: ["70000"]                      | compose.port        | line 4, services.web.ports[0]
          expose: ["0"]                         | compose.port        | line 4, services.web.expose[0]
          command: ["a\\0b"]                    | compose.value       | there is a NUL in it
          depends_on: [db]                      | compose.depends     | there is no other service 'db'
          depends_on: [web]                     | compose.depends     | there is no other service 'web'
          restart: sometimes                    | compose.restart     | 'sometimes' is no restart policy
          environment: [HOME]                   | compose.environment | variable HOME has no value
          command: echo ${HOME}                 | compose.variable    | variables are not replaced
          command: 'say "hello'                 | compose.value       | a quotation mark is not closed
          deploy: {replicas: many}              | compose.value       | this is no whole number
          deploy: {replicas: 0}                 | compose.value       | 0 is not within 1 and 1000
          deploy: {placement: {}}               | compose.key         | 'placement' is not served
          healthcheck: {test: [PING]}           | compose.health      | a list begins with CMD
          healthcheck: {test: x, interval: 4s}  | compose.health      | line 4, services.web.healthcheck.interval: health is asked
          healthcheck: {test: x, timeout: 6m}   | compose.health      | line 4, services.web.healthcheck.timeout: a check is waited for 5 minutes
          healthcheck: {test: ""}               | compose.health      | line 4, services.web.healthcheck.test: CMD takes
          healthcheck: {test: [CMD]}            | compose.health      | line 4, services.web.healthcheck.test: CMD takes
          healthcheck: {test: [CMD-SHELL]}      | compose.health      | line 4, services.web.healthcheck.test: CMD takes
          healthcheck: {test: [CMD-SHELL, a, b]} | compose.health     | line 4, services.web.healthcheck.test: CMD takes
          healthcheck: {test: [NONE, x]}        | compose.health      | line 4, services.web.healthcheck.test: CMD takes
          healthcheck: {test: [NONE], interval: nonsense} | compose.value | line 4, services.web.healthcheck.interval
          entrypoint: []                        | compose.value       | line 4, services.web.entrypoint: the image's own
          command: ""                           | compose.value       | line 4, services.web.command: the image's own
          user: root                            | compose.key         | line 4, services.web.user: 'user' is not served
          networks: [front]                     | compose.key         | line 4, services.web.networks: 'networks' is not served
          devices: [/dev/video0]                | compose.key         | line 4, services.web.devices: 'devices' is not served
          image: other                          | compose.twice       | the key is there already
          expose: {a: b}                        | compose.value       | this is no list
          """)
  void whatIsNotServedIsRefusedWithItsLine(String line, String code, String says) {
    RefusedException refused =
        refused("services:\n  web:\n    image: web\n    " + line.strip() + "\n");

    assertEquals(code.strip(), refused.code());
    assertTrue(refused.detail().contains(says.strip()), refused.detail());
    assertTrue(refused.detail().contains("line 4"), refused.detail());
  }

  @Test
  void aKeyIsRefusedOnItsOwnLineHoweverItsValueIsWritten() {
    String file = "services:\n  web:\n    image: web\n    cap_add:\n\n      - SYS_ADMIN\n";

    assertTrue(refused(file).detail().startsWith("line 4, services.web.cap_add"));
  }

  @Test
  void aVolumeAppearsWhereNothingOfTheEngineIs() {
    for (String path : List.of("/", "/etc", "/proc/self", "/a/../etc", "data", "/data/", "/a//b")) {
      String file =
          """
          services:
            web: {image: web, volumes: ["data:%s"]}
          volumes: {data: {driver_opts: {size: 1m}}}
          """
              .formatted(path);

      assertTrue(refused(file).detail().contains("a volume cannot appear at"), path);
    }
  }

  @Test
  void aServiceHasABoundedNumberOfMounts() {
    String mounts =
        IntStream.rangeClosed(1, 33)
            .mapToObj(each -> "\"data:/data/%d\"".formatted(each))
            .collect(Collectors.joining(", "));
    String file =
        "services:\n  web:\n    image: web\n    volumes: [%s]\n".formatted(mounts)
            + "volumes: {data: {driver_opts: {size: 1m}}}\n";

    assertEquals(
        "line 4, services.web.volumes: a service has at most 32 volumes, not 33",
        refused(file).detail());
  }

  @Test
  void nobodyIsGatedMoreOftenThanEveryFiveMinutes() {
    String file = "services: {web: {image: web}}\nx-idlegrid: {minimum: 299s}\n";

    assertTrue(
        refused(file).detail().startsWith("line 2, x-idlegrid.minimum: a device is asked"),
        refused(file).detail());
    assertEquals(Duration.ofMinutes(5), read(file.replace("299s", "5m")).minimum());
  }

  @Test
  void whatIsLeftOpenIsTheImages() {
    Part web =
        read("services: {web: {image: web, command: , healthcheck: {test: [NONE]}}}\n")
            .services()
            .get(0);

    assertEquals(List.of(), web.command());
    assertEquals(Optional.empty(), web.health());
  }

  @Test
  void aFileWithoutServicesIsRefused() {
    assertEquals("compose.empty", refused("name: nothing\n").code());
    assertEquals("compose.empty", refused("").code());
    assertEquals("compose.value", refused("- a\n").code());
  }

  @Test
  void aVolumeNeedsASize() {
    String file = "services:\n  web: {image: web}\nvolumes:\n  data:\n";

    assertEquals("compose.volume", refused(file).code());
    assertTrue(refused(file).detail().startsWith("line 4"), refused(file).detail());
  }

  @Test
  void servicesThatWaitForEachOtherAreRefused() {
    String file = "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [a]}\n";

    assertTrue(refused(file).detail().contains("wait for each other: [a, b]"));
  }

  @Test
  void nobodyWaitsForHealthThatNobodyAsksFor() {
    String file =
        """
        services:
          a: {image: x}
          b:
            image: x
            depends_on: {a: {condition: service_healthy}}
        """;

    assertTrue(refused(file).detail().startsWith("line 5, services.b.depends_on: service 'a'"));
  }

  @Test
  void nobodyWaitsForAnEndThatNeverComes() {
    String file =
        """
        services:
          a: {image: x, restart: always}
          b:
            image: x
            depends_on: {a: {condition: service_completed_successfully}}
        """;

    assertTrue(refused(file).detail().contains("line 5, services.b.depends_on: service 'a'"));
  }

  @Test
  void twoServicesCannotHaveTheSamePort() {
    String file =
        "services:\n  a: {image: x, expose: [80]}\n  b: {image: x, ports: [\"80/tcp\"]}\n";

    assertTrue(refused(file).detail().contains("service 'a' has port 80 already"));
  }

  @Test
  void replicasAreOfTheWholeGroup() {
    String file =
        """
        services:
          a: {image: x, deploy: {replicas: 2}}
          b: {image: x, deploy: {replicas: 3}}
        """;

    assertEquals("compose.replicas", refused(file).code());
  }

  @Test
  void aliasesAndDepthAndSizeAreBounded() {
    assertTrue(refused("a: &x [1]\nservices: {web: *x}\n").detail().contains("line 2"));
    assertEquals("compose.syntax", refused("services: " + "[".repeat(100) + "\n").code());
    assertEquals("compose.size", refused("#".repeat(ComposeReader.MOST_BYTES + 1)).code());
    assertTrue(refused("services:\n  web: {image: [\n").detail().startsWith("line "));
  }

  private static ServiceDraft read(String text) {
    return ComposeReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static RefusedException refused(String text) {
    return assertThrows(RefusedException.class, () -> read(text));
  }
}
