package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.link.CoordinatorMessage.News;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.Lending;
import io.idlegrid.worker.domain.availability.Protection;
import io.idlegrid.worker.domain.availability.trigger.Power;
import io.idlegrid.worker.domain.availability.trigger.Surroundings;
import io.idlegrid.worker.domain.harm.HarmLedger;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import io.idlegrid.worker.domain.owner.OwnerPolicy;
import io.idlegrid.worker.domain.owner.PolicyText;
import io.idlegrid.worker.domain.owner.Unprotected;
import io.idlegrid.worker.edge.agent.AgentThread;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.guard.LoadWatch;
import io.idlegrid.worker.edge.host.HostSurroundings;
import io.idlegrid.worker.edge.host.Uptime;
import io.idlegrid.worker.edge.run.AttemptRunner;
import io.idlegrid.worker.loop.Agent;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Event.OwnerWish;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that the owner of the device has to do with, in one place and one thread. */
public final class OwnerOffice implements OwnerDesk, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerOffice.class);

  /** As often as the device reports; less would not be told any sooner. */
  private static final Duration AT_REST = Duration.ofSeconds(4);

  private static final Duration AT_WORK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Whoever has stood still for longer was not stopped by the order that just went out. */
  private static final Duration JUST_NOW = Duration.ofSeconds(1);

  private final Parts parts;
  private final OrderFile order;
  private final HarmKeeper harm;
  private final HarmMeter meter;
  private final OwnerWatch watch;
  private final OwnerBurst burst;
  private final OwnerSocket socket;
  private final OwnerPage page;
  private final Thread thread = new Thread(this::run, "owner");
  private OwnerWish told = OwnerWish.LEND;
  private volatile boolean isClosed;

  /**
   * What the office is made of.
   *
   * @param folder where the worker keeps its things
   * @param lending what may be lent at most, by settings and policy
   * @param lentDisk most disk for units and all that is kept for them
   * @param limit makes the kernel hold what the policy says anew
   * @param sharing what a cache hands on, if there is one
   * @param proc where the device's {@code /proc} is mounted
   */
  public record Parts(
      Path folder,
      Device device,
      PolicyFile policy,
      Supplier<Lending> lending,
      LongSupplier lentDisk,
      Runnable limit,
      Path proc,
      HostSurroundings host,
      LoadWatch loads,
      AttemptRunner runner,
      AttemptGroups groups,
      AgentThread agent,
      Supplier<Optional<OwnerView.Sharing>> sharing,
      Clock clock) {}

  /**
   * What never changes.
   *
   * @param network whether the worker was started with leave to use the network
   * @param protection what the kernel holds units back from
   */
  public record Device(
      String name,
      String coordinator,
      int processors,
      long memoryBytes,
      boolean network,
      Protection protection,
      List<String> warnings) {

    public Device {
      warnings = List.copyOf(warnings);
    }
  }

  /** Opens the socket; {@link #start} then begins to look. */
  public OwnerOffice(Parts parts) throws IOException {
    this.parts = parts;
    ObjectMapper json = OwnerJson.mapper();
    this.order =
        new OrderFile(parts.folder().resolve("order.json"), json, parts.clock(), new Uptime());
    this.harm =
        new HarmKeeper(parts.folder().resolve("harm.json"), json, parts.clock(), this::justStopped);
    this.meter = new HarmMeter(harm, parts.groups(), parts.runner(), parts.proc());
    this.watch =
        new OwnerWatch(
            new OwnerWatch.Parts(
                parts.host(),
                parts.policy(),
                parts.loads(),
                parts.runner(),
                parts.groups(),
                parts.device().processors(),
                parts.device().memoryBytes(),
                () -> parts.lending().get().cpuCores(),
                parts.limit(),
                parts.agent()::tell,
                harm::left));
    this.burst = new OwnerBurst(parts.loads(), this::running, parts.device().processors());
    this.socket = new OwnerSocket(parts.folder(), json, this);
    this.page = new OwnerPage(json, this, parts.policy().policy().pagePort());
    parts.loads().listen(harm);
    parts.runner().listen(harm);
    thread.setDaemon(true);
  }

  /** Begins to look after the owner. */
  public void start(Agent agent) {
    agent.welcomeOnly(this::refusal);
    tellHarm();
    socket.start();
    if (parts.policy().policy().pagePort() > 0) {
      openPage();
    }
    thread.start();
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    page.close();
    socket.close();
    harm.write();
  }

  @Override
  public OwnerView view() throws InterruptedException {
    AgentState state = agent();
    OwnerPolicy policy = parts.policy().policy();
    Lending lending = parts.lending().get();
    HarmLedger ledger = harm.ledger();
    return new OwnerView(
        parts.device().name(),
        parts.device().coordinator(),
        state.isConnected(),
        state.lending().lending(),
        reason(state.lending()),
        order.now().until(),
        load(),
        state.held().stream().map(OwnerOffice::attempt).toList(),
        new OwnerView.Limits(
            lending.cpuCores(),
            watch.seen().cores(),
            lending.memoryBytes(),
            parts.lentDisk().getAsLong(),
            policy.gives().cpuEnter(),
            policy.gives().cpuLeave(),
            policy.gives().celsius(),
            policy.gives().schedule().toString()),
        watch.seen().unknown(),
        parts.policy().errors(),
        parts.device().warnings(),
        state.news().map(OwnerOffice::grid).orElse(null),
        new OwnerView.Harm(ledger.days(), ledger.attempts()),
        parts.sharing().get().orElse(null));
  }

  /** An attempt begins: what it may not stand beside is looked for at once. */
  public void wakeUp() {
    LockSupport.unpark(thread);
  }

  /** Whether the owner lends the device, as was last looked at. */
  public synchronized boolean isLending() {
    return told == OwnerWish.LEND;
  }

  @Override
  public void say(OwnerOrder said) throws IOException {
    order.say(said);
    LOG.info("the owner says {}", said);
    tellAgent();
  }

  @Override
  public Policy policy() {
    parts.policy().refresh();
    return new Policy(
        parts.policy().path().toString(),
        PolicyText.print(parts.policy().values()),
        parts.policy().errors());
  }

  @Override
  public Burst test() throws IOException, InterruptedException {
    return burst.run();
  }

  @Override
  public URI page() throws IOException {
    return page.open();
  }

  private void run() {
    while (!isClosed) {
      try {
        look();
        LockSupport.parkNanos((parts.runner().size() > 0 ? AT_WORK : AT_REST).toNanos());
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        // Whatever it is: without these looks attempts would never give way to heat or memory
        // again.
        LOG.error("looking after the owner failed and is tried again", e);
        parts.loads().hold(List.of("the worker cannot look after its owner: " + e));
        pause();
      }
    }
  }

  private void look() throws InterruptedException {
    watch.look();
    tellAgent();
    if (parts.runner().size() > 0) {
      meter.look(agent().held());
    } else {
      meter.look(List.of());
    }
    if (harm.writeNowAndThen()) {
      tellHarm();
    }
    page.closeIfUnused();
  }

  private void tellHarm() {
    parts.agent().tell(new Event.Harmed(HarmNews.of(harm.ledger(), parts.clock())));
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(AT_REST.toMillis());
    } catch (InterruptedException e) {
      isClosed = true;
    }
  }

  /** A policy with errors lets what runs finish and takes nothing new. */
  private synchronized void tellAgent() {
    OwnerWish wish =
        switch (order.now().wish()) {
          case LEND -> parts.policy().errors().isEmpty() ? OwnerWish.LEND : OwnerWish.FINISH;
          case FINISH -> OwnerWish.FINISH;
          case PAUSE -> OwnerWish.PAUSE;
        };
    if (wish != told) {
      told = wish;
      parts.agent().tell(new Event.OwnerSays(wish));
    }
  }

  private Optional<String> refusal(Program program) {
    OwnerPolicy policy = parts.policy().policy();
    if (policy.caps().unprotected() == Unprotected.NOTHING
        && !parts.device().protection().isWhole()) {
      return Optional.of(
          "the owner lends nothing where the kernel cannot hold units back (unprotected)");
    }
    if (parts.runner().size() >= policy.caps().attempts()) {
      return Optional.of(
          "the owner allows %d units at once (units.most)".formatted(policy.caps().attempts()));
    }
    boolean asksTooMuch = program.network() && !parts.device().network();
    return policy.refusal(
        new OwnerPolicy.Asked(
            program.owner(), program.type(), program.labels(), program.engine(), asksTooMuch));
  }

  private void openPage() {
    try {
      LOG.info("the owner's page: {}", page.open());
    } catch (IOException e) {
      LOG.error("the owner's page cannot be opened: {}", e.toString());
    }
  }

  private record AgentState(
      List<Held> held, Availability lending, boolean isConnected, Optional<News> news) {}

  private static OwnerView.Grid grid(News news) {
    return new OwnerView.Grid(
        news.creditSeconds(),
        news.validated(),
        news.spanMinutes(),
        100 * news.idleProbability(),
        news.basis());
  }

  private AgentState agent() throws InterruptedException {
    try {
      return parts
          .agent()
          .ask(
              agent ->
                  new AgentState(
                      agent.held(), agent.lendingState(), agent.isConnected(), agent.news()))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the agent does not answer: {}", e.toString());
      return new AgentState(
          List.of(),
          new Availability(Availability.SUSPENDED, "the agent does not answer"),
          false,
          Optional.empty());
    }
  }

  private String reason(Availability lending) {
    List<String> errors = parts.policy().errors();
    return lending.lending().equals(Availability.DRAINING) && !errors.isEmpty()
        ? "the policy file has errors: " + String.join("; ", errors)
        : lending.reason();
  }

  private OwnerView.Load load() {
    Optional<HostLoad> cpu = parts.loads().mean();
    Surroundings around = watch.seen().surroundings();
    Power power = around == null ? null : around.power();
    return new OwnerView.Load(
        cpu.map(HostLoad::host).orElse(null),
        cpu.map(HostLoad::own).orElse(null),
        around == null ? null : around.memoryAvailableBytes(),
        around == null ? null : around.diskFreeBytes(),
        around == null ? null : around.celsius(),
        power == null ? null : (Boolean) power.draining(),
        power == null ? null : power.percent(),
        around == null ? null : around.diskWaitPercent(),
        around == null ? null : around.ownerBytesPerSecond());
  }

  private int running() {
    return (int)
        parts.runner().standing().stream().filter(attempt -> attempt.state().runs()).count();
  }

  private List<HarmOfAttempt> justStopped() {
    return parts.runner().standing().stream()
        .filter(attempt -> attempt.state().runs())
        .filter(attempt -> attempt.state().frozenFor().compareTo(JUST_NOW) < 0)
        .map(attempt -> HarmMeter.of(attempt.attempt(), 0, 0))
        .toList();
  }

  private static OwnerView.Attempt attempt(Held held) {
    return new OwnerView.Attempt(
        HarmMeter.name(held.lease()),
        held.program().title(),
        held.program().owner(),
        held.phase(),
        held.activeMillis(),
        held.cpuMillis());
  }
}
