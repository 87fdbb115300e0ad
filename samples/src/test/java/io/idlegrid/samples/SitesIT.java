package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.GridApi;
import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.JobHandle;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.image.BuildView;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.image.PlacementView;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.samples.LocalGrid.Device;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image made from nothing on three devices of two sites, one of which has a cache. */
class SitesIT {

  private static final Pattern CACHE = Pattern.compile("handed on to others at /127.0.0.1:(\\d+)");
  private static final Pattern OUT = Pattern.compile("(?m)^idlegrid_images_out_bytes (\\S+)$");

  @TempDir private Path folder;

  @Test
  void anImageReachesTwoSitesOverTheUplinkOfEachOnce() throws Exception {
    Needs.docker();
    Path context = Files.createDirectory(folder.resolve("image"));
    Files.copy(Path.of("sites", "image", "Dockerfile"), context.resolve("Dockerfile"));
    run("sh", "sites/image.sh", context.resolve("root.tar").toString());
    List<String> builds = List.of("--builds", "unix:///var/run/docker.sock");
    try (LocalGrid grid = LocalGrid.start(folder.resolve("grid"), 0, builds);
        IdleGrid client = grid.connect()) {
      Device first =
          grid.addDevice("--label", "site=a", "--cache", "127.0.0.1:0", "--cache-disk", "256MiB");
      first.awaitWelcome();
      String cache = "127.0.0.1:" + first.process().awaitLine(CACHE);
      grid.addDevice("--label", "site=a", "--from", cache).awaitWelcome();
      grid.addDevice("--label", "site=b").awaitWelcome();
      StringBuilder log = new StringBuilder();
      BuildView built = client.buildImage("sites:1", context).join(log::append);
      assertEquals(BuildView.DONE, built.state(), log + " " + built.problem());
      ImageView image = client.api().get("/api/v1/images/sites:1", ImageView.class);
      try {
        distribute(client.api());
        double handedOut = handedOut(grid);
        JobHandle job = client.submit(Path.of("sites", "job.yaml"));
        JobView end =
            job.join(Patience.LONG)
                .orElseThrow(() -> new AssertionError("not over: " + job.explain()));

        assertEquals(6, end.units().total());
        assertEquals(
            IntStream.range(0, 6).mapToObj(i -> "square of " + i + " is " + i * i).toList(),
            lines(job));
        // The site without a cache took as much as the one with it, whose two devices took it once.
        double images = handedOut / held(grid);
        assertTrue(images > 1.9 && images < 2.1, images + " images were handed out");
      } finally {
        run("docker", "image", "rm", "--force", "idlegrid/image:" + image.images().get(0).id());
      }
    }
  }

  private static void distribute(GridApi api) {
    String path = "/api/v1/images/sites:1/placement";
    List<String> devices =
        api.get("/api/v1/devices", DeviceView.Page.class).items().stream()
            .map(DeviceView::id)
            .toList();
    api.put(path, new PlacementView.Request(devices), PlacementView.class);
    Patience.await()
        .untilAsserted(
            () -> {
              PlacementView placement = api.get(path, PlacementView.class);
              assertEquals(3, placement.devices().size());
              for (PlacementView.OnDevice device : placement.devices()) {
                assertEquals(ImageState.HERE, device.state(), placement.toString());
              }
            });
  }

  /** Bytes of images that the coordinator handed out so far. */
  private static double handedOut(LocalGrid grid) throws IOException, InterruptedException {
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(grid.url().resolve("/metrics"))
                    .header("Authorization", "Bearer " + grid.token())
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher out = OUT.matcher(metrics);
    assertTrue(out.find(), metrics);
    return Double.parseDouble(out.group(1));
  }

  private static List<String> lines(JobHandle job) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    job.writeConcat(all);
    return all.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Bytes of the only image that the coordinator has. */
  private static double held(LocalGrid grid) throws IOException {
    try (Stream<Path> packs = Files.walk(grid.coordinatorData().resolve("images/objects"))) {
      return packs.filter(Files::isRegularFile).mapToLong(pack -> pack.toFile().length()).sum();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
