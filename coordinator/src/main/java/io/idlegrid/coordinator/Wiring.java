package io.idlegrid.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.edge.auth.Census;
import io.idlegrid.coordinator.edge.auth.Gatehouse;
import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.edge.build.EngineBuilds;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.edge.commit.GroupCommitLog;
import io.idlegrid.coordinator.edge.condition.CelConditions;
import io.idlegrid.coordinator.edge.forecast.FleetSeries;
import io.idlegrid.coordinator.edge.forecast.ForecastFiles;
import io.idlegrid.coordinator.edge.forecast.PredictorForecasts;
import io.idlegrid.coordinator.edge.forecast.TrainWithinBudget;
import io.idlegrid.coordinator.edge.ignite.EmbeddedIgnite;
import io.idlegrid.coordinator.edge.ignite.IgniteGridStore;
import io.idlegrid.coordinator.edge.image.PackedImages;
import io.idlegrid.coordinator.edge.input.InstalledPrograms;
import io.idlegrid.coordinator.edge.input.JsonDatasets;
import io.idlegrid.coordinator.edge.input.PlanInputs;
import io.idlegrid.coordinator.edge.link.DeviceSockets;
import io.idlegrid.coordinator.edge.list.JobLines;
import io.idlegrid.coordinator.edge.live.Activity;
import io.idlegrid.coordinator.edge.live.GridPulse;
import io.idlegrid.coordinator.edge.live.LiveHub;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.loop.Timetable;
import io.idlegrid.coordinator.edge.loop.WorkerThreads;
import io.idlegrid.coordinator.edge.metrics.GridMetrics;
import io.idlegrid.coordinator.edge.registry.Registries;
import io.idlegrid.coordinator.edge.registry.RegistryLanes;
import io.idlegrid.coordinator.edge.rest.RestApi;
import io.idlegrid.coordinator.edge.rest.RestServer;
import io.idlegrid.coordinator.edge.tls.ServerCertificate;
import io.idlegrid.coordinator.flow.BuildImages;
import io.idlegrid.coordinator.flow.DropBlobs;
import io.idlegrid.coordinator.flow.DropImages;
import io.idlegrid.coordinator.flow.DropJobs;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.GridPorts;
import io.idlegrid.coordinator.flow.PullImages;
import io.idlegrid.coordinator.flow.SubmitJob;
import io.idlegrid.coordinator.flow.UsedBlobs;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.image.archive.ImageLimits;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.TrainingReport;
import io.idlegrid.predictor.TreeForecaster;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a coordinator together. The only place that knows every room. */
public final class Wiring implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  private static final String HOST_SECRET = "host.secret";
  private static final int SECRET_BYTES = 32;
  private static final Duration DELIVER = Duration.ofMillis(200);
  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final Duration COUNT_OUTPUTS = Duration.ofSeconds(3);
  private static final Duration COUNT_PEOPLE = Duration.ofSeconds(30);
  private static final Duration KEEP_RECORDS = Duration.ofMinutes(5);
  private static final Duration DROP_IMAGES = Duration.ofMinutes(10);
  private static final Duration DROP_JOBS = Duration.ofSeconds(20);
  private static final Duration LOOK_FOR_NEWER_IMAGES = Duration.ofHours(1);
  private static final Duration TRAIN = Duration.ofMinutes(20);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SWEEP = Duration.ofHours(1);

  private final DataFolder folder;
  private final GridStore store;
  private final GroupCommitLog commits;
  private final PackedImages images;
  private final GridLoop loop;
  private final RestServer server;
  private final Optional<String> setupSecret;
  private final ForecastFiles forecastFiles;
  private final ForecastFiles memoryFiles;
  private final TreeForecaster forecaster;
  private final TreeForecaster memoryForecaster;
  private final PredictorForecasts forecasts;
  private final TrainWithinBudget budget = new TrainWithinBudget();
  private final Timetable timetable = new Timetable();
  private final ExecutorService background = Executors.newFixedThreadPool(2);
  private final ExecutorService streams = Executors.newCachedThreadPool();
  private final RegistryLanes pulling = new RegistryLanes();
  private final ExecutorService building = Executors.newSingleThreadExecutor();

  /**
   * Opens the data and rebuilds the grid; {@link #listen} then lets others in.
   *
   * @param halt called once, with the reason, when this coordinator cannot go on
   */
  public Wiring(CoordinatorConfig config, String version, Consumer<String> halt)
      throws IOException {
    Clock clock = Clock.systemUTC();
    folder = DataFolder.lock(config.data());
    Secrets secrets = new Secrets();
    GrantSeal seal = new GrantSeal(secret(config.data().resolve("grant.secret"), secrets));
    Path blobFolder = config.data().resolve("blobs");
    FileBlobStore blobs = new FileBlobStore(blobFolder, config.reserveBytes());
    store =
        new IgniteGridStore(
            EmbeddedIgnite.start(
                config.data().resolve("ignite"), "idlegrid-" + secrets.id(8), config.cacheBytes()));
    images =
        new PackedImages(
            config.data().resolve("images"), config.reserveBytes(), ImageLimits.DEFAULT);
    commits = new GroupCommitLog(store);
    GridMetrics metrics = new GridMetrics();
    JobLines jobLines = new JobLines(store);
    CommitLog measured = jobLines.watching(metrics.measured(commits));
    Durably durably = new Durably(measured);
    Gatehouse gatehouse = new Gatehouse(store, measured, blobs, secrets);
    loop = new GridLoop(clock, halt);
    LiveHub hub = new LiveHub();
    Activity activity = new Activity(clock.instant());
    GridPulse pulse = new GridPulse(hub, loop, streams, activity);
    forecastFiles = new ForecastFiles(config.data().resolve("forecast"));
    memoryFiles = forecastFiles.of("memory");
    forecaster = forecastFiles.forecaster(config.learner().settings());
    memoryForecaster = memoryFiles.forecaster(config.learner().settings());
    forecasts = new PredictorForecasts(forecaster, memoryForecaster, forecastFiles.speeds());
    restore(forecastFiles, forecasts.load()::restore);
    restore(memoryFiles, forecasts.memory()::restore);
    CelConditions conditions = new CelConditions();
    DeviceSockets sockets =
        new DeviceSockets(loop, config.rules(), clock, gatehouse.doorkeeper()::isAdmitted);
    Grid grid =
        new Grid(
            new GridPorts(
                store,
                measured,
                blobs,
                sockets,
                forecasts,
                conditions,
                new PlanInputs(blobs),
                new WorkerThreads(background, loop),
                hub,
                metrics,
                gatehouse.quotas(),
                loop,
                halt),
            config.rules(),
            seal);
    grid.recover(clock.instant());
    setupSecret = gatehouse.firstStart().offer(clock.instant());
    grid.restore(forecastFiles.promises());
    metrics.watch(
        "idlegrid.devices.connected", "open sockets of devices", sockets, DeviceSockets::size);
    metrics.watch(
        "idlegrid.disk.free.bytes",
        "free space of the disk with the blobs",
        blobFolder.toFile(),
        File::getUsableSpace);
    metrics.watch(
        "idlegrid.images.out.bytes",
        "bytes of images handed out since the start",
        images,
        PackedImages::bytesOut);
    Registries registries =
        new Registries(
            config.registries(), config.data().resolve("images/pulled"), config.reserveBytes());
    ObjLongConsumer<String> room =
        (account, bytes) ->
            store
                .get(Table.ACCOUNT, account)
                .ifPresent(known -> gatehouse.usage().requireRoom(known, bytes, clock.instant()));
    PullImages pulls =
        new PullImages(
            new PullImages.Parts(store, images, registries, durably::commit, pulling, room, clock));
    metrics.watch(
        "idlegrid.images.stale",
        "names of images whose registry has another image by now",
        pulls,
        each -> each.outdated().stale());
    metrics.watch(
        "idlegrid.images.unanswered",
        "names of images whose registry did not answer when it was asked last",
        pulls,
        each -> each.outdated().unanswered());
    JsonDatasets datasets = new JsonDatasets();
    DropBlobs dropBlobs = new DropBlobs(store, blobs, datasets, gatehouse.usage()::settle);
    Optional<EngineBuilds> engine = engine(config);
    engine.ifPresent(builds -> building.execute(builds::removeLeftovers));
    BuildImages builds =
        new BuildImages(
            new BuildImages.Parts(
                store, images, engine.map(each -> each), durably::commit, building, room, clock));
    server =
        RestApi.server(
            new RestApi.Parts(
                loop,
                store,
                jobLines,
                blobs,
                images,
                pulls,
                new UsedBlobs(store, blobs, datasets),
                dropBlobs,
                builds,
                blobFolder,
                config.mostBlobBytes(),
                new SubmitJob(
                    store,
                    blobs,
                    datasets,
                    new InstalledPrograms(config.programs().resolve("onnx.tar"), blobs),
                    conditions::problem),
                forecasts,
                gatehouse,
                hostSecret(config.data().resolve(HOST_SECRET), secrets),
                secrets,
                durably,
                sockets,
                hub,
                pulse,
                activity,
                metrics,
                streams,
                clock,
                config.proxyName(),
                config.openId(),
                version));
    loop.start(grid);
    timetable.every(DELIVER, "tell watchers", hub::deliver);
    timetable.every(PULSE, "look at the grid", pulse::beat);
    timetable.every(
        COUNT_PEOPLE,
        "count people",
        () -> background.execute(() -> count(gatehouse.census(), activity, clock.instant())));
    timetable.every(
        COUNT_OUTPUTS,
        "count what jobs make",
        () ->
            background.execute(
                () ->
                    gatehouse.made(
                        loop.ask((all, now) -> all.outputBytes()).join(), clock.instant())));
    timetable.every(
        SWEEP, "tidy up", () -> background.execute(() -> tidy(blobs, images.incoming(), clock)));
    timetable.every(
        SWEEP, "tell where the audit log ends", () -> gatehouse.audit().tellHead(LOG::info));
    timetable.every(
        TRAIN, "train the forecaster", () -> background.execute(() -> train(clock.instant())));
    timetable.every(
        LOOK_FOR_NEWER_IMAGES,
        "look for newer images",
        () -> background.execute(() -> lookForNewerImages(pulls, registries, clock)));
    DropImages drop =
        new DropImages(store, images, () -> loop.ask((all, now) -> all.neededImages()).join());
    timetable.every(DROP_IMAGES, "drop images", () -> background.execute(() -> dropImages(drop)));
    DropJobs dropJobs = new DropJobs(store, blobs, durably::commit);
    timetable.every(
        DROP_JOBS,
        "clear deleted jobs away",
        () -> background.execute(() -> dropJobs(dropJobs, dropBlobs, clock)));
    timetable.every(
        FleetSeries.KEEP_A_PART_EVERY,
        "keep the devices' histories",
        () -> background.execute(this::keepHistories));
    timetable.every(
        KEEP_RECORDS, "keep speeds and promises", () -> background.execute(this::keepRecords));
  }

  private Optional<EngineBuilds> engine(CoordinatorConfig config) throws IOException {
    if (config.builds().isEmpty()) {
      return Optional.empty();
    }
    Path data = config.data().toRealPath();
    return Optional.of(
        new EngineBuilds(
            config.builds().get(),
            new EngineBuilds.Place(
                data.resolve("images/builds"),
                "idlegrid-builds-" + Secrets.hash(data.toString().getBytes(UTF_8)).substring(0, 12),
                images.incoming(),
                images::archive,
                config.reserveBytes())));
  }

  /** Asking for the figures keeps a sample of them, watched or not. */
  private static void count(Census census, Activity activity, Instant now) {
    Instant dayAgo = now.minus(DAY);
    activity.people(new Activity.People(census.visits(dayAgo), census.newAccounts(dayAgo)));
    activity.lately(now);
  }

  private static void tidy(FileBlobStore blobs, FileBlobStore incoming, Clock clock) {
    try {
      blobs.sweep(clock.instant());
      incoming.sweep(clock.instant());
      // An archive is taken apart right after its upload; a day later nobody wants it any more.
      incoming.retain(name -> false, clock.instant());
    } catch (IOException e) {
      LOG.warn("abandoned uploads stay for another hour: {}", e.getMessage());
    }
  }

  private static void lookForNewerImages(PullImages pulls, Registries registries, Clock clock) {
    try {
      registries.sweep(clock.instant());
      pulls.look();
    } catch (IOException | RuntimeException e) {
      LOG.warn("registries are asked for newer images in an hour again", e);
    }
  }

  private static void dropImages(DropImages drop) {
    try {
      drop.drop()
          .filter(freed -> freed > 0)
          .ifPresent(freed -> LOG.info("images: {} bytes became free", freed));
    } catch (IOException e) {
      LOG.warn("images that nobody names are kept for now: {}", e.getMessage());
    }
  }

  private static void dropJobs(DropJobs jobs, DropBlobs blobs, Clock clock) {
    try {
      if (jobs.drop() > 0) {
        blobs.released(clock.instant());
      }
      blobs.dropIfDue(clock.instant());
    } catch (IOException | RuntimeException e) {
      LOG.warn("what deleted jobs left is cleared away in a moment", e);
    }
  }

  private void train(Instant now) {
    boolean trained =
        budget.train(
            () -> {
              train("load", forecaster, forecastFiles, now);
              train("memory", memoryForecaster, memoryFiles, now);
            },
            now);
    if (!trained) {
      LOG.info("training waits: the last one used up its share of the CPU");
    }
  }

  private static void train(String what, TreeForecaster trees, ForecastFiles files, Instant now) {
    TrainingReport report = trees.train(now);
    LOG.info("training for {}: {}", what, report.detail());
    files.keep(trees);
  }

  /** A device that was removed as its history was being kept has one still; that goes now. */
  private void restore(ForecastFiles files, BiConsumer<DeviceId, DeviceHistory> restored)
      throws IOException {
    Map<DeviceId, DeviceHistory> kept = files.histories();
    Set<DeviceId> known =
        kept.keySet().stream()
            .filter(device -> store.get(Table.DEVICE, Table.key(device)).isPresent())
            .collect(Collectors.toSet());
    files.forget(kept.keySet().stream().filter(device -> !known.contains(device)).toList());
    known.forEach(device -> restored.accept(device, kept.get(device)));
  }

  private void keepHistories() {
    forecastFiles.keepHistories(
        loop.ask((grid, now) -> forecasts.load().historiesToKeep(now)).join());
    memoryFiles.keepHistories(
        loop.ask((grid, now) -> forecasts.memory().series().historiesToKeep(now)).join());
    Set<DeviceId> gone = loop.ask((grid, now) -> forecasts.takeForgotten()).join();
    forecastFiles.forget(gone);
    memoryFiles.forget(gone);
  }

  private void keepRecords() {
    forecastFiles.keepSpeeds(loop.ask((grid, now) -> forecasts.speedsToKeep()).join());
    forecastFiles.keepPromises(loop.ask((grid, now) -> grid.promises()).join());
  }

  /** Lets others in over plain HTTP; returns the port. */
  public int listen(String host, int port) {
    return server.start(host, port, Optional.empty());
  }

  /** Lets others in over TLS; returns the port. */
  public int listen(String host, int port, ServerCertificate certificate) {
    return server.start(host, port, Optional.of(certificate.context()));
  }

  /** The secret that makes the first administrator, as long as there is none. */
  public Optional<String> setupSecret() {
    return setupSecret;
  }

  /** Stops in the order in which nothing that was acknowledged is lost. */
  @Override
  public void close() {
    server.stop();
    timetable.close();
    streams.shutdownNow();
    pulling.close();
    budget.close();
    building.shutdownNow();
    keepForecasts();
    background.shutdownNow();
    loop.close();
    commits.close();
    store.close();
    try {
      images.close();
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the data folder cannot be given back", e);
    }
  }

  /** A loop that had to halt answers nothing; what was kept before must do then. */
  private void keepForecasts() {
    try {
      forecastFiles.keepHistories(answered((grid, now) -> forecasts.load().allHistories()));
      memoryFiles.keepHistories(
          answered((grid, now) -> forecasts.memory().series().allHistories()));
      forecastFiles.keepSpeeds(answered((grid, now) -> forecasts.speedsToKeep()));
      forecastFiles.keepPromises(answered((grid, now) -> grid.promises()));
      forecastFiles.keep(forecaster);
      memoryFiles.keep(memoryForecaster);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the devices' histories are not kept: {}", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Made anew at every start; whoever can read it has this machine and this account. */
  private static String hostSecret(Path file, Secrets secrets) throws IOException {
    Files.deleteIfExists(file);
    String secret = Secrets.hash(secrets.bytes(SECRET_BYTES));
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret);
    return secret;
  }

  private <T> T answered(BiFunction<Grid, Instant, T> question)
      throws ExecutionException, TimeoutException, InterruptedException {
    return loop.ask(question).get(10, TimeUnit.SECONDS);
  }

  private static byte[] secret(Path file, Secrets secrets) throws IOException {
    if (!Files.exists(file)) {
      Path made = Files.createTempFile(file.toAbsolutePath().getParent(), "secret", "");
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.write(made, secrets.bytes(SECRET_BYTES));
      Files.move(made, file);
    }
    return Files.readAllBytes(file);
  }
}
