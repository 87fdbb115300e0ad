package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.GridFunction;
import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.JobHandle;
import io.idlegrid.client.ResultFile;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.image.PlacementView;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.samples.classify.DirectRun;
import io.idlegrid.samples.classify.InferenceLines;
import io.idlegrid.samples.classify.ShapesModel;
import io.idlegrid.samples.classify.Train;
import io.idlegrid.samples.imagefilter.EdgeFilter;
import io.idlegrid.samples.imagefilter.Prepare;
import io.idlegrid.samples.montecarlo.AsianOption;
import io.idlegrid.samples.montecarlo.PriceOption;
import io.idlegrid.samples.montecarlo.Simulate;
import io.idlegrid.samples.montecarlo.Simulation;
import io.idlegrid.samples.montecarlo.Sums;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every sample on a real grid: a device that runs processes and one that runs containers. */
class SamplesIT {

  @TempDir static Path folder;
  private static LocalGrid grid;
  private static IdleGrid client;

  @BeforeAll
  static void startGrid() throws IOException {
    Needs.bubblewrap();
    Needs.docker();
    grid = LocalGrid.start(folder.resolve("grid"), 1);
    grid.addDevice().awaitWelcome();
    client = grid.connect();
  }

  @AfterAll
  static void stopGrid() throws IOException {
    if (grid != null) {
      client.close();
      grid.close();
    }
  }

  @Test
  void wordCountIsThatOfAnIndependentCount() throws Exception {
    JobHandle job = client.submit(Path.of("wordcount", "job.yaml"));
    JobView end = over(job);

    assertEquals(3, end.units().total());
    assertEquals(countedHere(Path.of("wordcount", "data")), lines(job));
  }

  @Test
  void simulationOnDevicesIsThatOfThisMachine() {
    List<Sums> sums =
        PriceOption.map(client, AsianOption.EXAMPLE, 6, 20_000)
            .classPath(
                homes(
                    Simulate.class,
                    GridFunction.class,
                    JobView.class,
                    ObjectMapper.class,
                    JsonFactory.class,
                    JsonCreator.class))
            .gather();

    List<Sums> here =
        Stream.iterate(20_261_126L, seed -> seed + 1)
            .limit(6)
            .map(seed -> new Simulate().apply(new Simulation(AsianOption.EXAMPLE, seed, 20_000)))
            .toList();
    assertEquals(here, sums);
  }

  @Test
  void picturesAreFilteredInContainers() throws Exception {
    Path work = Files.createDirectories(folder.resolve("imagefilter"));
    Prepare.prepare(work);
    Files.copy(Path.of("imagefilter", "job.yaml"), work.resolve("job.yaml"));

    JobHandle job = client.submit(work.resolve("job.yaml"));
    over(job);

    assertFiltered(work, job);
  }

  @Test
  void picturesAreFilteredInAnImageMadeFromNothing() throws Exception {
    Path work = Files.createDirectories(folder.resolve("image"));
    Prepare.prepare(work);
    Files.copy(Path.of("imagefilter", "image.sh"), work.resolve("image.sh"));
    Files.copy(Path.of("imagefilter", "job-image.yaml"), work.resolve("job.yaml"));
    Path archive = work.resolve("edges.tar");
    run("sh", work.resolve("image.sh").toString(), archive.toString());
    ImageView image = client.pushImage("edges:1", archive);
    String tag = "idlegrid/image:" + image.images().get(0).id();

    try {
      awaitPlaced("edges:1");
      JobHandle job = client.submit(work.resolve("job.yaml"));
      over(job);

      assertFiltered(work, job);
    } finally {
      run("docker", "image", "rm", "--force", tag);
    }
  }

  /** Has every device fetch an image ahead, and waits until each has it or cannot. */
  private static void awaitPlaced(String image) throws InterruptedException {
    String path = "/api/v1/images/" + GridApi.segment(image) + "/placement";
    List<String> devices =
        client.api().get("/api/v1/devices", DeviceView.Page.class).items().stream()
            .map(DeviceView::id)
            .toList();
    PlacementView placement =
        client.api().put(path, new PlacementView.Request(devices), PlacementView.class);
    Instant end = Instant.now().plus(Patience.LONG);
    while (placement.devices().stream().anyMatch(SamplesIT::isUnderWay)) {
      assertTrue(Instant.now().isBefore(end), placement.toString());
      TimeUnit.MILLISECONDS.sleep(200);
      placement = client.api().get(path, PlacementView.class);
    }
    assertTrue(
        placement.devices().stream().anyMatch(device -> device.state().equals(ImageState.HERE)),
        placement.toString());
  }

  private static boolean isUnderWay(PlacementView.OnDevice device) {
    return device.state().equals(ImageState.WAITING) || device.state().equals(ImageState.FETCHING);
  }

  @Test
  void pictureClassesAreThoseOfADirectRunAndAlmostAllRight() throws Exception {
    Path work = Files.createDirectories(folder.resolve("classify"));
    byte[] model = ShapesModel.trained();
    Files.write(work.resolve("shapes.onnx"), model);
    List<String> truth = Train.paint(work.resolve("pictures"), 120, 47);
    Files.copy(Path.of("classify", "job.yaml"), work.resolve("job.yaml"));

    JobHandle job = client.submit(work.resolve("job.yaml"));
    JobView end = over(job);
    Map<String, DirectRun.Verdict> verdicts = new TreeMap<>();
    InferenceLines.parse(lines(job))
        .forEach((file, verdict) -> verdicts.put(file.replace("pictures/", ""), verdict));

    assertEquals(5, end.units().total());
    assertEquals(
        List.of(),
        InferenceLines.differences(DirectRun.over(work.resolve("pictures"), model), verdicts));
    long right = InferenceLines.right(verdicts, truth);
    assertTrue(right >= 114, right + " of 120 are right");
  }

  private static JobView over(JobHandle job) {
    return job.join(Patience.LONG)
        .orElseThrow(() -> new AssertionError(job + " is not over: " + job.explain()));
  }

  private static List<String> lines(JobHandle job) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    job.writeConcat(all);
    return all.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static void assertFiltered(Path work, JobHandle job) throws Exception {
    int files = 0;
    for (ResultFile file : job.results()) {
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      Path expected = Files.createDirectories(work.resolve("expected"));
      EdgeFilter.main(
          new String[] {work.resolve("pictures").resolve(name).toString(), expected.toString()});
      assertEquals(Files.size(expected.resolve(name)), file.size(), name);
      assertEquals(-1, Files.mismatch(expected.resolve(name), download(file, work)), name);
      files++;
    }
    assertEquals(12, files);
  }

  private static Path download(ResultFile file, Path work) {
    Path target = work.resolve("downloaded-" + file.unit());
    file.download(target);
    return target;
  }

  private static List<String> countedHere(Path texts) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (var files = Files.newDirectoryStream(texts)) {
      for (Path text : files) {
        String letters = Files.readString(text, StandardCharsets.ISO_8859_1);
        for (String word : letters.split("[^A-Za-z]+", -1)) {
          if (!word.isEmpty()) {
            counts.merge(word.toLowerCase(Locale.ROOT), 1L, Long::sum);
          }
        }
      }
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  /** The tests' own class path has a hundred megabytes that the function does not need. */
  private static List<Path> homes(Class<?>... classes) {
    return Stream.of(classes)
        .map(type -> Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .distinct()
        .toList();
  }

  private static void run(String... command) throws Exception {
    assertEquals(
        0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
  }
}
