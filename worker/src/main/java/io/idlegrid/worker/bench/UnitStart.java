package io.idlegrid.worker.bench;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.docker.DockerConfig;
import io.idlegrid.worker.edge.engine.docker.DockerEngine;
import io.idlegrid.worker.edge.image.ImageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * From asking for a unit in an image that is here to its first instruction, which tells the time.
 * Beside it a container of the same engine and image, made by docker-java without any limit; both
 * in turn.
 */
record UnitStart(BenchImage image, int runs) {

  private static final List<String> TELL_TIME = List.of("/bin/date", "+%s%N");
  private static final UnitLimits LIMITS = new UnitLimits(1, 64L << 20, 64, 1 << 20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  void measure(Path folder)
      throws IOException, InterruptedException, EngineException, PutBack.Failed {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (PutBack after = new PutBack()) {
      AttemptGroups groups = AttemptGroups.open(CgroupMounts.ofThisProcess(), LeftBehind.name());
      after.add(groups::close);
      BenchShelf shelf = after.closing(new BenchShelf(folder.resolve("shelf")));
      DockerEngine engine = after.closing(engine(folder.resolve("engine"), groups));
      DockerClient client = after.closing(client());
      if (!engine.probe().usable()) {
        throw new IOException(String.join("; ", engine.probe().obstacles()));
      }
      String digest = shelf.push(image, 0, 1);
      ImageStore store = BenchShelf.device(folder.resolve("device"), shelf, engine);
      String reference;
      try (ImageStore.Use use = store.use(digest, engine, () -> false)) {
        reference = use.reference();
      }
      after.add(() -> client.removeImageCmd(reference).withForce(true).exec());
      compare(
          number -> unit(store, digest, engine, folder.resolve("unit-" + number)),
          number -> container(client, reference));
    }
  }

  private interface Started {
    double millis(int number)
        throws IOException, InterruptedException, EngineException, PutBack.Failed;
  }

  private void compare(Started unit, Started container)
      throws IOException, InterruptedException, EngineException, PutBack.Failed {
    List<Double> ours = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    for (int run = -1; run < runs; run++) {
      double plainMillis = container.millis(run + 1);
      double ourMillis = unit.millis(run + 1);
      // The first of each loads classes and starts the companion.
      if (run >= 0) {
        plain.add(plainMillis);
        ours.add(ourMillis);
      }
    }
    double added = median(ours) - median(plain);
    System.out.printf(
        Locale.ROOT,
        "start: image of %.1f MiB, %d of each in turn (goal: 50 ms more than the engine itself)%n"
            + "plain container %.0f ms, unit %.0f ms (medians): %+.0f ms%n",
        BenchShelf.mib(image.bytes()),
        runs,
        median(plain),
        median(ours),
        added);
  }

  private static double unit(ImageStore store, String digest, DockerEngine engine, Path folder)
      throws IOException, InterruptedException, PutBack.Failed {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Path work = Files.createDirectories(folder.resolve("work"));
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    Instant begun = Instant.now();
    try (ImageStore.Use use = store.use(digest, engine, () -> false)) {
      RunPlan plan =
          new RunPlan(
              new AttemptName(String.valueOf(folder.getFileName())),
              TELL_TIME,
              Map.of(),
              new UnitFolders(null, Map.of(), null, work, checkpoint),
              LIMITS,
              use.reference(),
              false,
              List.of());
      Start start = engine.start(plan, (channel, bytes, length) -> said.write(bytes, 0, length));
      if (!(start instanceof Start.Started started)) {
        throw new IOException(((Start.Refused) start).text());
      }
      try (PutBack after = new PutBack()) {
        RunningUnit unit = started.unit();
        after.add(unit::close);
        unit.exit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("the unit has not ended", e);
      }
    }
    return millis(begun, said.toString(StandardCharsets.UTF_8));
  }

  private static double container(DockerClient client, String reference)
      throws IOException, InterruptedException, PutBack.Failed {
    List<String> said = new CopyOnWriteArrayList<>();
    Instant begun = Instant.now();
    String id = client.createContainerCmd(reference).withCmd(TELL_TIME).exec().getId();
    try (PutBack after = new PutBack()) {
      after.add(() -> client.removeContainerCmd(id).withForce(true).exec());
      client.startContainerCmd(id).exec();
      client.waitContainerCmd(id).exec(new WaitContainerResultCallback()).awaitStatusCode();
      client
          .logContainerCmd(id)
          .withStdOut(true)
          .exec(
              new ResultCallback.Adapter<Frame>() {
                @Override
                public void onNext(Frame frame) {
                  said.add(new String(frame.getPayload(), StandardCharsets.UTF_8));
                }
              })
          .awaitCompletion();
    }
    return millis(begun, String.join("", said));
  }

  private static double millis(Instant begun, String toldNanos) throws IOException {
    try {
      long nanos = Long.parseLong(toldNanos.strip());
      return ChronoUnit.MICROS.between(begun, Instant.ofEpochSecond(0, nanos)) / 1000.0;
    } catch (NumberFormatException e) {
      throw new IOException("the program told '" + toldNanos.strip() + "' instead of the time", e);
    }
  }

  private static double median(List<Double> values) {
    return Sample.quantileOf(values.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
  }

  private static DockerEngine engine(Path folder, AttemptGroups groups) throws IOException {
    return new DockerEngine(
        new DockerConfig(
            DockerConfig.DEFAULT_HOST,
            Files.createDirectories(folder),
            UnitUser.NOBODY_ELSE,
            DockerConfig.companionOf(
                Path.of(System.getProperty("java.home")),
                List.of(),
                System.getProperty("java.class.path")),
            PATIENCE),
        groups,
        () -> true);
  }

  private static DockerClient client() {
    DockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(DockerConfig.DEFAULT_HOST)
            .build();
    return DockerClientImpl.getInstance(
        config, new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
  }
}
