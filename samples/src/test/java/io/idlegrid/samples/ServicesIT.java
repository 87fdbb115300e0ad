package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.GridApi;
import io.idlegrid.client.TransferListener;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobExplanation.EndedAttempt;
import io.idlegrid.protocol.job.UnitMap;
import io.idlegrid.protocol.service.ServiceView;
import io.idlegrid.protocol.service.ServiceView.Replica;
import io.idlegrid.samples.CommandLine.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample with two services: real workers, a real engine, and what happens to devices. */
class ServicesIT {

  private static final String ENGINE = "unix:///var/run/docker.sock";

  /** Each test has devices of its own: a forecast long remembers what an owner did. */
  private static final List<List<String>> PAIRS =
      List.of(List.of("device-0", "device-1"), List.of("device-2", "device-3"));

  @TempDir static Path folder;
  private static LocalGrid grid;
  private static GridApi api;
  private static CommandLine shell;
  private static String image = "";

  @BeforeAll
  static void startGrid() throws Exception {
    Needs.docker();
    Needs.busybox();
    grid = LocalGrid.start(folder.resolve("grid"), 0, List.of("--builds", ENGINE));
    api = grid.api();
    shell = new CommandLine(grid, folder);
    for (int i = 0; i < 4; i++) {
      grid.addDevice();
    }
    grid.devices().forEach(LocalGrid.Device::awaitWelcome);
    Path archive = folder.resolve("busybox.tar");
    run("sh", "service/image.sh", archive.toString());
    ImageView pushed = api.pushImage("busybox:1", archive, arch(), TransferListener.NONE).image();
    image = "idlegrid/image:" + pushed.images().get(0).id();
  }

  @AfterAll
  static void stopGrid() throws Exception {
    if (grid != null) {
      grid.close();
      run("docker", "image", "rm", "--force", image);
    }
  }

  @Test
  void aGroupIsWatchedStandsStillAsAWholeMovesAndEndsInOrder() throws Exception {
    String id = up(sample(PAIRS.get(0)));
    LocalGrid.Device first = device(awaitWell(id, PAIRS.get(0)));
    Patience.await().until(() -> logs(id, "reader").contains("the store says "));
    String reader = logs(id, "reader");
    assertTrue(reader.startsWith("reader | interfaces: lo\n"), reader);
    assertTrue(logs(id, "store").contains("store | store serves"), logs(id, "store"));

    // One that is killed is started again, and nothing happens to the other one.
    run("docker", "kill", "--signal", "KILL", containers(first).get(2));
    Patience.await().until(() -> restarts(id).equals(Map.of("store", 0, "reader", 1)));
    awaitWell(id, PAIRS.get(0));

    // The owner comes, and goes.
    first.load().set(95);
    Patience.await().until(() -> "frozen".equals(replica(id).phase()));
    // Ordered to, none runs on; the kernel says so once each had a last turn on a processor.
    for (String container : containers(first)) {
      Patience.await(container + " stands still").until(() -> isFrozen(container));
    }
    first.load().set(1);
    Patience.await().until(() -> "running".equals(replica(id).phase()));
    awaitWell(id, PAIRS.get(0));

    first.process().kill();
    List<String> left = PAIRS.get(0).stream().filter(name -> !name.equals(first.name())).toList();
    LocalGrid.Device second = device(awaitWell(id, left));
    Patience.await().until(() -> containers(first).isEmpty());

    // The owner comes and stays: the reader ends, then the store.
    Patience.await().until(() -> logs(id, "reader").contains("the store says "));
    second.policy("frozen.most = 1s\n");
    second.load().set(95);
    EndedAttempt away = awaitEnd(id, "RETURNED");
    String log = String.valueOf(away.log());
    assertTrue(log.contains("reader | reader ends"), log);
    assertTrue(log.indexOf("reader ends") < log.indexOf("store | store ends"), log);
    Patience.await().until(() -> containers(second).isEmpty());
    assertEquals("ready", replica(id).state());

    assertEquals(id + " CANCELLED\n", shell.said("service", "down", id).out());
    assertEquals("CANCELLED", service(id).job().state());
  }

  @Test
  void replicasAreOnDevicesOfTheirOwnAndAsManyAsWanted() throws Exception {
    List<String> pair = PAIRS.get(1);
    String id = up(sample(pair), "--name", "wide", "--replicas", "2");
    Patience.await().until(() -> devices(id).equals(Set.copyOf(pair)));
    Patience.await().until(() -> service(id).replicas().stream().allMatch(this::isWell));
    assertEquals(2, api.get("/api/v1/jobs/" + id + "/units/map", UnitMap.class).total());
    String listed = shell.said("service", "ls").out();
    assertTrue(listed.contains("wide"), listed);

    String none = shell.said("service", "scale", id, "0").out();

    assertTrue(none.contains("RUNNING"), none);
    assertEquals(List.of(), service(id).replicas());
    for (String name : pair) {
      Patience.await().until(() -> containers(device(name)).isEmpty());
    }
    shell.said("service", "scale", id, "1");
    awaitWell(id, pair);
    shell.said("service", "down", id);
    for (String name : pair) {
      Patience.await().until(() -> containers(device(name)).isEmpty());
    }
  }

  @Test
  void aGroupThatFillsItsVolumeEndsAndSaysSo() throws Exception {
    String id =
        up(
            """
            services:
              filler:
                image: busybox:1
                command: [/bin/sh, -c, "cat /bin/busybox > /var/store/file; sleep 600"]
                volumes: ["small:/var/store"]
                deploy: {resources: {limits: {cpus: "0.2", memory: 32M}}}
            volumes:
              small: {driver_opts: {size: 16KiB}}
            x-idlegrid: {minimum: 5m}
            """);

    EndedAttempt end = awaitEnd(id, "DISK_LIMIT");

    shell.said("service", "down", id);
    assertEquals("volume small holds more than its size of 16 KiB", end.detail());
  }

  @Test
  void whatCannotBeServedIsRefusedWithItsLine() throws Exception {
    String compose = "services:\n  web:\n    image: busybox:1\n    privileged: true\n";

    Said refused = shell.type("service", "up", written(compose).toString());

    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("line 4, services.web.privileged"), refused.err());
    Said unknown =
        shell.type("service", "up", written("services: {web: {image: nobody:1}}\n").toString());
    assertTrue(unknown.err().contains("line 1, services.web.image"), unknown.err());
    assertTrue(unknown.err().contains("nobody:1"), unknown.err());
    Said named =
        shell.type(
            "service",
            "up",
            "--name",
            "../x",
            written("services: {web: {image: busybox:1}}\n").toString());
    assertEquals(2, named.exitCode());
    assertTrue(named.err().contains("'../x' cannot be a name"), named.err());
    Said nobody = shell.type("service", "get", "j-none");
    assertEquals(4, nobody.exitCode());
  }

  @Test
  void twoImagesAreBuiltOfOneFolderAtOnce() throws Exception {
    Path source = Files.createDirectories(folder.resolve("source"));
    Files.writeString(
        source.resolve("Dockerfile"), "FROM busybox:1\nCOPY . /sent\nRUN echo /sent/*\n");
    Files.writeString(source.resolve(".dockerignore"), "*.[oa]\n.dockerignore\nDockerfile\n");
    for (String file : List.of("main.c", "main.o", "lib.a")) {
      Files.writeString(source.resolve(file), file);
    }

    List<CompletableFuture<Said>> builds =
        Stream.of("one:1", "two:1")
            .map(
                name ->
                    CompletableFuture.supplyAsync(
                        () -> shell.type("image", "build", name, source.toString()),
                        // The pool that all share has a single thread on two cores.
                        task -> new Thread(task).start()))
            .toList();

    for (CompletableFuture<Said> build : builds) {
      Said said = build.get();
      assertEquals(0, said.exitCode(), said::toString);
      String all = said.out() + said.err();
      assertTrue(all.contains("/sent/main.c") && !all.contains("/sent/main.o"), all);
    }
    String listed = shell.said("image", "ls").out();
    assertTrue(listed.contains("one:1") && listed.contains("two:1"), listed);
  }

  /** The sample, for these devices. */
  private static String sample(List<String> devices) throws IOException {
    return Files.readString(Path.of("service", "compose.yaml")) + "  devices: " + devices + "\n";
  }

  private static String up(String compose, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("service", "up", "-q"));
    words.addAll(List.of(options));
    words.add(written(compose).toString());
    return shell.said(words.toArray(String[]::new)).out().strip();
  }

  private static Path written(String compose) throws IOException {
    return Files.writeString(folder.resolve("compose.yaml"), compose);
  }

  private Replica awaitWell(String id, List<String> devices) {
    return Patience.await()
        .until(
            () -> replica(id),
            replica -> isWell(replica) && devices.contains(String.valueOf(replica.device())));
  }

  private boolean isWell(Replica replica) {
    Map<String, String> states =
        replica.services().stream()
            .collect(
                Collectors.toMap(ServiceView.ServiceState::name, ServiceView.ServiceState::state));
    return states.equals(Map.of("store", "healthy", "reader", "running"));
  }

  private static Replica replica(String id) {
    return service(id).replicas().get(0);
  }

  private static Map<String, Integer> restarts(String id) {
    return replica(id).services().stream()
        .collect(
            Collectors.toMap(ServiceView.ServiceState::name, ServiceView.ServiceState::restarts));
  }

  private static Set<String> devices(String id) {
    return service(id).replicas().stream()
        .map(replica -> String.valueOf(replica.device()))
        .collect(Collectors.toSet());
  }

  private static ServiceView service(String id) {
    return api.get("/api/v1/services/" + id, ServiceView.class);
  }

  private static String logs(String id, String service) {
    return shell.type("service", "logs", id, service).out();
  }

  /** Waits until the last attempt at the first replica that is over ended so. */
  private static EndedAttempt awaitEnd(String id, String kind) {
    Patience.await()
        .untilAsserted(
            () -> {
              JobExplanation explained = explained(id);
              String last = lastEnd(explained).map(EndedAttempt::end).orElse("none");
              assertEquals(kind, last, explained::toString);
            });
    return lastEnd(explained(id)).orElseThrow();
  }

  private static JobExplanation explained(String id) {
    return api.get("/api/v1/jobs/" + id + "/explain?unit=0", JobExplanation.class);
  }

  private static Optional<EndedAttempt> lastEnd(JobExplanation explained) {
    JobExplanation.Unit unit = explained.unit();
    List<EndedAttempt> ended = unit == null ? List.of() : unit.attempts();
    return ended.stream().reduce((before, last) -> last);
  }

  private static LocalGrid.Device device(Replica replica) {
    return device(String.valueOf(replica.device()));
  }

  private static LocalGrid.Device device(String name) {
    return grid.devices().get(Integer.parseInt(name.substring("device-".length())));
  }

  /** Containers of a worker, oldest first: what keeps the network, the store, the reader. */
  private static List<String> containers(LocalGrid.Device device) throws IOException {
    String mark = "name=" + LocalGrid.groupOf(grid.devices().indexOf(device)) + "-";
    List<String> names =
        said("docker", "ps", "-a", "--filter", mark, "--format", "{{.Names}}").lines().toList();
    List<String> oldestFirst = new ArrayList<>(names);
    Collections.reverse(oldestFirst);
    return oldestFirst;
  }

  private static boolean isFrozen(String container) throws IOException {
    String pid = said("docker", "inspect", "--format", "{{.State.Pid}}", container).strip();
    for (String line : Files.readAllLines(Path.of("/proc", pid, "cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts[1].equals("freezer")) {
        Path state = Path.of("/sys/fs/cgroup/freezer" + parts[2], "freezer.state");
        return Files.readString(state).strip().equals("FROZEN");
      }
      if (parts[1].isEmpty()) {
        Path events = Path.of("/sys/fs/cgroup" + parts[2], "cgroup.events");
        if (Files.exists(events)) {
          return Files.readString(events).contains("frozen 1");
        }
      }
    }
    throw new AssertionError("no freezer for " + container);
  }

  private static String arch() {
    String arch = System.getProperty("os.arch");
    return arch.equals("aarch64") ? "arm64" : arch;
  }

  private static String said(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + all);
  }
}
