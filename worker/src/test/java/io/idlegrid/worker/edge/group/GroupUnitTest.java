package io.idlegrid.worker.edge.group;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Patience;
import io.idlegrid.worker.domain.group.HealthCheck;
import io.idlegrid.worker.domain.group.Restart;
import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.group.ServicePlan.Condition;
import io.idlegrid.worker.domain.group.ServiceReport;
import io.idlegrid.worker.domain.group.ServiceState;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupUnitTest {

  private static final Restart NEVER = new Restart(Restart.When.NEVER, 8);
  private static final Restart ALWAYS = new Restart(Restart.When.ALWAYS, 8);

  private final FakeHost host = new FakeHost();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final AtomicBoolean mayStart = new AtomicBoolean(true);
  private final AtomicInteger timesAsked = new AtomicInteger();
  private volatile List<ServiceReport> told = List.of();
  private Duration grace = Duration.ofMillis(1);
  private @Nullable GroupUnit started;

  @AfterEach
  void end() throws Exception {
    unit().close();
  }

  @Test
  void aServiceStartsOnceWhatItDependsOnIsHealthy() {
    host.well.put("store", false);
    start(checked("store", NEVER), service("reader", NEVER, Map.of("store", Condition.HEALTHY)));
    await().until(() -> state("store") == ServiceState.RUNNING);
    assertEquals(ServiceState.WAITING, state("reader"));

    host.well.put("store", true);

    await().until(() -> state("reader") == ServiceState.RUNNING);
    assertEquals(List.of("start store", "start reader"), host.done);
  }

  @Test
  void servicesStopInTheReverseOfTheOrderInWhichTheyStarted() throws Exception {
    grace = Patience.LONG;
    start(
        service("store", NEVER, Map.of()),
        service("reader", NEVER, Map.of("store", Condition.STARTED)));
    await().until(() -> state("reader") == ServiceState.RUNNING);

    unit().terminate();

    assertEquals(Ending.KILLED, ended().ending());
    assertEquals(List.of("start store", "start reader", "stop reader", "stop store"), host.done);
  }

  @Test
  void aServiceThatEndsIsStartedAgainAsItsPolicySays() {
    start(service("web", ALWAYS, Map.of()));
    await().until(() -> state("web") == ServiceState.RUNNING);

    host.exit("web", 1);

    await().until(() -> told.get(0).restarts() == 1 && state("web") == ServiceState.RUNNING);
    assertEquals("exited with code 1", told.get(0).detail());
  }

  @Test
  void aGroupWhoseServiceFailsEndsAndNamesIt() throws Exception {
    start(service("store", ALWAYS, Map.of()), service("web", NEVER, Map.of()));
    await().until(() -> host.running.size() == 2);

    host.exit("web", 3);

    Exit exit = ended();
    assertEquals(Ending.EXITED, exit.ending());
    assertEquals(3, exit.code().orElseThrow());
    assertEquals("service web: exited with code 3", exit.detail());
    assertTrue(host.done.contains("stop store"));
  }

  @Test
  void aGroupWhoseServicesAllEndWellSucceeds() throws Exception {
    start(service("one", NEVER, Map.of()), service("two", NEVER, Map.of()));
    await().until(() -> host.running.size() == 2);

    host.exit("one", 0);
    host.exit("two", 0);

    assertEquals(0, ended().code().orElseThrow());
  }

  @Test
  void aServiceThatIsNotWellAnyMoreIsKilledAndStartedAgain() {
    start(checked("web", ALWAYS));
    await().until(() -> state("web") == ServiceState.HEALTHY);

    host.well.put("web", false);
    await().until(() -> host.done.contains("kill web"));
    host.well.put("web", true);

    await().until(() -> state("web") == ServiceState.HEALTHY && told.get(0).restarts() > 0);
  }

  @Test
  void aKillThatFailedIsRepeated() {
    host.killsThatFail.set(1);
    host.well.put("web", false);
    start(checked("web", ALWAYS));

    await().until(() -> host.done.indexOf("kill web") < host.done.lastIndexOf("kill web"));
    host.well.put("web", true);

    await().until(() -> state("web") == ServiceState.HEALTHY);
  }

  @Test
  void theFirstCheckComesAnIntervalAfterTheStart() {
    HealthCheck later =
        new HealthCheck(
            List.of("true"), Duration.ofHours(1), Duration.ofSeconds(1), 3, Duration.ZERO);
    start(plan("slow", NEVER, Map.of(), later), checked("web", NEVER));

    await().until(() -> host.checks.size() > 2);

    assertFalse(host.checks.contains("slow"));
    assertEquals(ServiceState.RUNNING, state("slow"));
  }

  @Test
  void aServiceThatEndsWellThoughItIsToRunForGoodIsGivenUp() throws Exception {
    start(service("web", new Restart(Restart.When.ALWAYS, 1), Map.of()));
    await().until(() -> state("web") == ServiceState.RUNNING);
    host.exit("web", 0);
    await().until(() -> told.get(0).restarts() == 1 && state("web") == ServiceState.RUNNING);

    host.exit("web", 0);

    Exit exit = ended();
    assertEquals(1, exit.code().orElseThrow());
    assertEquals("service web: ended 2 times in a row", exit.detail());
  }

  @Test
  void aGroupEndsInWhichAServiceWaitsForWhatCannotComeAnyMore() throws Exception {
    host.well.put("store", false);
    start(
        checked("store", NEVER),
        service("reader", NEVER, Map.of("store", Condition.HEALTHY)),
        service("web", ALWAYS, Map.of()));
    await().until(() -> host.running.size() == 2);

    host.exit("store", 0);

    Exit exit = ended();
    assertEquals(1, exit.code().orElseThrow());
    assertEquals(
        "service reader: it waits for service store to be healthy, which is completed for good",
        exit.detail());
    assertTrue(host.done.contains("stop web"));
  }

  @Test
  void whateverFailsAtAStartIsAnEnd() throws Exception {
    host.canStart = false;
    start(service("web", NEVER, Map.of()));

    Exit exit = ended();

    assertEquals(Ending.LOST, exit.ending());
    assertEquals("service web: could not be started: unforeseen", exit.detail());
  }

  @Test
  void aLongDetailIsToldInPart() throws Exception {
    host.canStart = false;
    host.failure = "😀".repeat(1_000);
    start(service("web", NEVER, Map.of()));
    ended();

    String detail = told.get(0).detail();

    assertEquals(500, detail.codePointCount(0, detail.length()));
    assertTrue(detail.endsWith("😀…"));
  }

  @Test
  void aServiceThatDoesNotEndWhenItIsAskedToIsKilled() throws Exception {
    host.stubborn.add("store");
    start(
        service("store", NEVER, Map.of()),
        service("reader", NEVER, Map.of("store", Condition.STARTED)));
    await().until(() -> state("reader") == ServiceState.RUNNING);

    host.exit("reader", 3);

    assertEquals("service reader: exited with code 3", ended().detail());
    assertEquals(
        List.of("start store", "start reader", "stop store", "kill store"),
        host.done.subList(0, 4));
  }

  @Test
  void aGroupThatFellApartEndsThoughItsServicesWouldBeStartedAgain() throws Exception {
    start(service("web", ALWAYS, Map.of()));
    await().until(() -> state("web") == ServiceState.RUNNING);

    host.exit.complete(new Exit(Ending.LOST, null, "docker's companion is gone", host.usage()));

    Exit exit = ended();
    assertEquals(Ending.LOST, exit.ending());
    assertEquals("the group fell apart: docker's companion is gone", exit.detail());
  }

  @Test
  void aServiceThatExitsAsIfItHadSavedItsStateJustFailed() throws Exception {
    start(service("web", NEVER, Map.of()));
    await().until(() -> state("web") == ServiceState.RUNNING);

    host.exit("web", 85);

    assertEquals(1, ended().code().orElseThrow());
  }

  @Test
  void timeStandsStillWhileTheGroupIsFrozen() throws Exception {
    start(service("web", ALWAYS, Map.of()));
    await().until(() -> state("web") == ServiceState.RUNNING);
    unit().freeze();

    host.exit("web", 1);
    await().until(() -> state("web") == ServiceState.BACKING_OFF);
    assertEquals(List.of("start web", "freeze"), host.done);
    unit().thaw();

    await().until(() -> state("web") == ServiceState.RUNNING);
    assertEquals(List.of("start web", "freeze", "thaw", "start web"), host.done);
  }

  @Test
  void aGroupThatCouldNotBeFrozenGoesOn() {
    start(service("web", ALWAYS, Map.of()));
    await().until(() -> state("web") == ServiceState.RUNNING);
    host.canFreeze = false;

    assertThrows(EngineException.class, () -> unit().freeze());

    host.exit("web", 1);
    await().until(() -> host.done.equals(List.of("start web", "start web")));
  }

  @Test
  void nothingIsStartedWhileAttemptsMustNotRun() {
    mayStart.set(false);
    start(service("web", NEVER, Map.of()));

    await().until(() -> timesAsked.get() > 2);
    assertEquals(ServiceState.WAITING, state("web"));
    assertTrue(host.done.isEmpty());
    mayStart.set(true);

    await().until(() -> state("web") == ServiceState.RUNNING);
  }

  @Test
  void theEngineIsAskedForOneStartAtATime() {
    start(
        service("one", NEVER, Map.of()),
        service("two", NEVER, Map.of()),
        service("three", NEVER, Map.of()),
        service("four", NEVER, Map.of()));

    await().until(() -> host.running.size() == 4);

    assertEquals(1, host.mostStartsAtOnce.get());
  }

  @Test
  void killEndsAllWithoutAskingAnybody() throws Exception {
    start(service("one", ALWAYS, Map.of()), service("two", ALWAYS, Map.of()));
    await().until(() -> state("one") == state("two") && state("one") == ServiceState.RUNNING);

    unit().kill();

    assertEquals(Ending.KILLED, ended().ending());
    assertFalse(host.done.contains("stop one"), host.done.toString());
  }

  @Test
  void linesCarryTheNameOfTheirService() {
    start(service("web", NEVER, Map.of()));

    await().until(() -> log.equals(List.of("web | hello\n")));
  }

  private void start(ServicePlan... services) {
    List<ServicePlan> plans = List.of(services);
    told =
        plans.stream()
            .map(each -> new ServiceReport(each.name(), ServiceState.WAITING, 0, ""))
            .toList();
    started =
        GroupUnit.start(
            new AttemptName("a1"),
            host,
            plans,
            new GroupUnit.Surroundings(
                (channel, bytes, length) ->
                    log.add(new String(bytes, 0, length, StandardCharsets.UTF_8)),
                states -> told = states,
                () -> {
                  timesAsked.incrementAndGet();
                  return mayStart.get();
                },
                () -> grace));
  }

  private GroupUnit unit() {
    return Objects.requireNonNull(started);
  }

  private ServiceState state(String name) {
    return told.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow().state();
  }

  private Exit ended() throws Exception {
    return unit().exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static ServicePlan service(
      String name, Restart restart, Map<String, Condition> dependsOn) {
    return plan(name, restart, dependsOn, null);
  }

  private static ServicePlan checked(String name, Restart restart) {
    HealthCheck health =
        new HealthCheck(
            List.of("true"), Duration.ofMillis(1), Duration.ofSeconds(1), 3, Duration.ZERO);
    return plan(name, restart, Map.of(), health);
  }

  private static ServicePlan plan(
      String name,
      Restart restart,
      Map<String, Condition> dependsOn,
      @Nullable HealthCheck health) {
    return new ServicePlan(
        name, "image", List.of(), List.of(), Map.of(), Map.of(), dependsOn, health, restart, 1,
        1 << 20);
  }
}
