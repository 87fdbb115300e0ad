package io.idlegrid.coordinator.given;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.edge.condition.CelConditions;
import io.idlegrid.coordinator.edge.forecast.PredictorForecasts;
import io.idlegrid.coordinator.edge.input.PlanInputs;
import io.idlegrid.coordinator.edge.memory.InMemoryBlobStore;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.GridPorts;
import io.idlegrid.coordinator.flow.GridRules;
import io.idlegrid.coordinator.flow.Hello;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.Background;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Quotas;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.predictor.ForecasterSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A whole grid in one thread and virtual time, with devices that report what a test says. Durable
 * at once; the forecasts are the real ones.
 */
public final class GivenGrid {

  private static final Duration STEP = Duration.ofSeconds(2);
  private static final ForecasterSettings SETTINGS = ForecasterSettings.defaults().withSeed(1);

  private final GridStore store;
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final Map<DeviceId, GivenDevice> devices = new LinkedHashMap<>();
  private final Map<DeviceId, List<DeviceLinks.Granted>> granted = new LinkedHashMap<>();
  private final List<DeviceLinks.Revoked> recalled = new ArrayList<>();
  private final List<Duty> duties = new ArrayList<>();
  private final Tally tally;
  private PredictorForecasts forecasts = PredictorForecasts.fresh(SETTINGS);
  private Grid grid;
  private Instant now;
  private long sequence;
  private OptionalLong mostOutput = OptionalLong.empty();

  public GivenGrid(Instant start, Tally tally, GivenDevice... joined) {
    this(new InMemoryGridStore(), start, tally, joined);
  }

  /** A grid on a store that may hold something already. */
  public GivenGrid(GridStore store, Instant start, Tally tally, GivenDevice... joined) {
    this.store = store;
    this.now = start;
    this.tally = tally;
    for (GivenDevice device : joined) {
      devices.put(device.id(), device);
      granted.put(device.id(), new ArrayList<>());
      store.commit(
          List.of(
              Commit.builder()
                  .put(Table.DEVICE, Table.key(device.id()), device.joined(start))
                  .build()));
    }
    this.grid = begin(Map.of());
  }

  public Grid grid() {
    return grid;
  }

  /** What the present coordinator forecasts. */
  public PredictorForecasts forecasts() {
    return forecasts;
  }

  /** What is durable. */
  public GridStore store() {
    return store;
  }

  public Instant now() {
    return now;
  }

  /** Another coordinator on the same data; devices connect at once. */
  public void restart() {
    grid = begin(Map.of());
  }

  /** Another coordinator on the same data; a device that connects still holds that. */
  public void restartHolding(DeviceId device, DeviceLinks.Granted grant) {
    grid = begin(Map.of(device, List.of(new Hello.Held(grant.attempt(), grant.seal(), false))));
  }

  /** What a device uploaded; its hash. */
  public String uploaded(String text) throws IOException {
    try (BlobStore.Draft draft = blobs.draft()) {
      draft.write(text.getBytes(StandardCharsets.UTF_8));
      return draft.keep();
    }
  }

  /** Bytes that jobs under way may make together. */
  public void mostOutput(long bytes) {
    mostOutput = OptionalLong.of(bytes);
  }

  public void submit(Job job) {
    var answer = grid.submit(job, Optional.empty(), "", now).toCompletableFuture();
    if (!answer.isDone()) {
      throw new AssertionError("not accepted: " + job);
    }
    grid.settle(now);
  }

  /** Two seconds pass in which every device's owner causes that load. */
  public void pass(Map<DeviceId, Double> loads) {
    now = now.plus(STEP);
    devices.keySet().forEach(device -> report(device, loads.getOrDefault(device, 0.0)));
    grid.tick(now);
    grid.settle(now);
  }

  private void report(DeviceId device, double host) {
    report(device, host, List.of(), List.of());
  }

  /** A device reports the last two seconds, and what it does with its attempts. */
  public void report(
      DeviceId device, double host, List<Report.Running> running, List<Report.Finished> finished) {
    GivenDevice given = devices.get(device);
    if (given == null) {
      throw new AssertionError("no such device: " + device);
    }
    grid.report(
        device,
        1,
        new Report(
            ++sequence,
            Optional.of(given.condition(host, now)),
            List.of(new Load(now, STEP, host, running.isEmpty() ? 0 : 20, 30)),
            List.of(),
            List.of(),
            running,
            finished,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        now);
    grid.settle(now);
  }

  /** A device tells what lending cost its owner, and nothing else. */
  public void harmed(DeviceId device, Harm harm) {
    tells(device, Optional.empty(), Optional.of(harm));
  }

  /** A device tells how far it is with its images, and nothing else. */
  public void hasImages(DeviceId device, ImageState... states) {
    tells(device, Optional.of(List.of(states)), Optional.empty());
  }

  private void tells(DeviceId device, Optional<List<ImageState>> images, Optional<Harm> harm) {
    grid.report(
        device,
        1,
        new Report(
            ++sequence,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            images,
            harm,
            Optional.empty()),
        now);
    grid.settle(now);
  }

  /** Two seconds pass; the devices are yet to report. */
  public void pass() {
    now = now.plus(STEP);
    grid.tick(now);
  }

  /** What was granted to a device since the last call. */
  public List<DeviceLinks.Granted> takeGranted(DeviceId device) {
    List<DeviceLinks.Granted> all = granted.getOrDefault(device, List.of());
    List<DeviceLinks.Granted> taken = List.copyOf(all);
    all.clear();
    return taken;
  }

  /** What was asked back from devices since the last call. */
  public List<DeviceLinks.Revoked> takeRecalled() {
    List<DeviceLinks.Revoked> taken = List.copyOf(recalled);
    recalled.clear();
    return taken;
  }

  /** What devices were told since the last call, as they were welcomed and later. */
  public List<Duty> takeDuties() {
    List<Duty> taken = List.copyOf(duties);
    duties.clear();
    return taken;
  }

  /** An end of an attempt after that much running time. */
  public static Report.Finished ended(
      DeviceLinks.Granted grant, Outcome.Kind kind, String detail, Duration active) {
    return new Report.Finished(
        grant.attempt(),
        grant.seal(),
        new Outcome(
            kind,
            Optional.empty(),
            detail,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            active,
            active,
            !active.isZero()));
  }

  /** An attempt that is under way. */
  public static Report.Running running(AttemptId attempt, String phase) {
    return new Report.Running(attempt, phase, Duration.ofSeconds(1));
  }

  private Grid begin(Map<DeviceId, List<Hello.Held>> held) {
    forecasts = PredictorForecasts.fresh(SETTINGS);
    Grid made =
        new Grid(
            new GridPorts(
                store,
                commit ->
                    CompletableFuture.completedFuture(
                        store
                            .commit(List.of(commit))
                            .get(0)
                            .map(Fate::broken)
                            .orElse(Fate.DURABLE)),
                blobs,
                new Noting(),
                forecasts,
                new CelConditions(),
                new PlanInputs(blobs),
                new AtOnce(),
                LiveFeed.NONE,
                tally,
                new Storage(),
                Runnable::run,
                reason -> {
                  throw new AssertionError(reason);
                }),
            GridRules.defaults(),
            new GrantSeal(new byte[32]));
    made.recover(now);
    devices.forEach(
        (id, device) ->
            made.hello(id, 1, new Hello(device.facts(), held.getOrDefault(id, List.of())), now));
    return made;
  }

  private final class Noting implements DeviceLinks {

    @Override
    public void send(DeviceId device, long connection, Orders orders) {
      granted.getOrDefault(device, new ArrayList<>()).addAll(orders.granted());
      recalled.addAll(orders.recalled());
      orders.duty().ifPresent(duties::add);
    }

    @Override
    public void welcome(DeviceId device, long connection, Welcome welcome) {
      duties.add(welcome.duty());
    }
  }

  /** Accounts may keep what a test says. */
  private final class Storage implements Quotas {

    @Override
    public OptionalLong runningUnits(String account) {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong outputBytes(String account) {
      return mostOutput;
    }
  }

  private static final class AtOnce implements Background {

    @Override
    public <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) {
      try {
        done.accept(work.call());
      } catch (Exception e) {
        failed.accept(e);
      }
    }
  }
}
