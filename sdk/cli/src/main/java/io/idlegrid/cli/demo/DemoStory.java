package io.idlegrid.cli.demo;

import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.demo.DemoGrid.Access;
import io.idlegrid.cli.job.ExplanationText;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.GridException;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitLog;
import io.idlegrid.protocol.job.UnitView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** The demo from its first step to its last, told to the person who watches. */
final class DemoStory {

  /** A machine in use has its bursts; with 1 % the demo would wait for minutes after each. */
  private static final double OWNERS_RISK = .05;

  private static final int TOP = 10;
  private static final int MOST_COLUMNS = 100;

  private final Surroundings surroundings;
  private final Path home;
  private final Path folder;
  private final Paint paint;

  DemoStory(Surroundings surroundings, Path home, Path folder) {
    this.surroundings = surroundings;
    this.home = home;
    this.folder = folder;
    this.paint = surroundings.errPaint();
  }

  /** Tells it; returns the exit code. */
  int tell(DemoGrid grid, int port, Duration most, boolean isKept)
      throws IOException, InterruptedException {
    step("Starting a coordinator; everything it keeps is in " + folder);
    Access access = grid.startCoordinator(port);
    whereToLook(access);
    step("Starting a worker: this machine lends itself");
    DeviceView device = grid.startWorker(access);
    introduce(device);
    access
        .api()
        .patch(
            "/api/v1/devices/" + device.id(),
            new DeviceView.Change(null, OWNERS_RISK, null, null),
            DeviceView.class);
    detail(
        "it is yours, so in this demo its owner accepts a risk of %.0f %% of a conflict; 1 %% is usual"
            .formatted(100 * OWNERS_RISK));
    DemoJob job = DemoJob.write(sample(), folder.resolve("job"), SampleTexts.usualFolders());
    JobReceipt receipt = submit(job, access.api());
    step("A new device is observed for half a minute; then a cautious rule forecasts its load");
    DemoWatch watch = new DemoWatch(access.api(), surroundings, grid);
    JobView ended = watch.watch(receipt.id(), most);
    watch
        .firstGrant()
        .ifPresent(grant -> surroundings.err().print("\n" + ExplanationText.grant(grant, paint)));
    if (!ended.state().equals("SUCCEEDED")) {
      return failed(ended, access.api());
    }
    boolean isRight = result(job, ended, access.api());
    if (isRight) {
      lookAround(access, ended, grid, isKept);
    }
    return isRight ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Path sample() {
    return home.resolve("samples/wordcount");
  }

  private void introduce(DeviceView device) {
    Capabilities facts = device.facts();
    if (facts == null) {
      return;
    }
    detail(
        "%s: %s, %s, %s of memory; engines: %s"
            .formatted(
                TextWidth.printable(device.name()),
                facts.arch(),
                Quantities.count(facts.cores(), "core"),
                Quantities.bytes(facts.memoryBytes()),
                facts.engines().isEmpty()
                    ? "none"
                    : facts.engines().stream()
                        .map(Capabilities.EngineInfo::name)
                        .collect(Collectors.joining(", "))));
    facts.warnings().forEach(each -> detail(paint.careful(TextWidth.printable(each))));
  }

  private JobReceipt submit(DemoJob job, GridApi api) {
    step(
        "Submitting a job: count the words of %s (%s)"
            .formatted(
                Quantities.count(job.texts().size(), "text"), Quantities.bytes(job.bytes())));
    SampleTexts.listed(job.texts(), Math.min(MOST_COLUMNS, surroundings.columns()))
        .forEach(this::detail);
    JobReceipt receipt = job.submit(api);
    detail("job %s has %s".formatted(receipt.id(), Quantities.count(receipt.units(), "unit")));
    return receipt;
  }

  private boolean result(DemoJob job, JobView ended, GridApi api) throws IOException {
    Path file = folder.resolve("result.txt");
    api.download("/api/v1/jobs/" + ended.id() + "/results/concat", file);
    WordCount onGrid = WordCount.read(file);
    surroundings.err().println();
    step("The result, put together by the grid: the %d most frequent words".formatted(TOP));
    Table table = Table.of("word", ">count");
    onGrid.top(TOP).forEach(each -> table.row(each.word(), "%,d".formatted(each.count())));
    surroundings.out().print(table.text(surroundings.outPaint()));
    surroundings.out().flush();
    return compare(onGrid, job.countHere());
  }

  private boolean compare(WordCount onGrid, WordCount here) {
    if (onGrid.equals(here)) {
      step(
          "Counted again here, in Java and without the grid: %s. %,d words, %,d different"
              .formatted(paint.good("the same"), here.words(), here.counts().size()));
      return true;
    }
    step(paint.bad("Counted again here, in Java and without the grid: NOT the same"));
    onGrid.differences(here, TOP).forEach(each -> detail("grid or here: " + each));
    return false;
  }

  private int failed(JobView ended, GridApi api) {
    step(paint.bad("The job is " + ended.state() + ": " + TextWidth.printable(ended.reason())));
    api.get("/api/v1/jobs/" + ended.id() + "/units?state=failed&limit=1", UnitView.Page.class)
        .items()
        .forEach(unit -> log(ended.id(), unit.index(), api));
    return ExitCode.FAILED;
  }

  private void log(String job, long unit, GridApi api) {
    try {
      UnitLog log = api.get("/api/v1/jobs/" + job + "/units/" + unit + "/log", UnitLog.class);
      log.text().lines().forEach(line -> detail("| " + TextWidth.printable(line)));
    } catch (GridException e) {
      detail("unit %d has no log: %s".formatted(unit, e.getMessage()));
    }
  }

  private void lookAround(Access access, JobView job, DemoGrid grid, boolean isKept) {
    if (!isKept) {
      return;
    }
    step("It all goes on. Look around:");
    whereToLook(access);
    detail("this one   " + access.url() + "/api/v1/jobs/" + job.id());
    detail("this job   " + folder.resolve("job/job.yaml"));
    detail("try        idlegrid job explain " + job.id() + "; idlegrid device ls");
    detail(
        "stop       kill "
            + grid.pids().stream().map(String::valueOf).collect(Collectors.joining(" "))
            + "; rm -r "
            + folder);
    surroundings.out().println("export IDLEGRID_URL=" + access.url());
    surroundings.out().println("export IDLEGRID_TOKEN=" + access.token());
    surroundings.out().flush();
  }

  private void whereToLook(Access access) {
    detail("portal     " + access.url() + "/#/signin?token=" + access.token());
    detail(
        "REST       " + access.url() + "/api/v1  (Authorization: Bearer " + access.token() + ")");
    detail("OpenAPI    " + access.url() + "/openapi.json");
  }

  private void step(String text) {
    surroundings.err().println(paint.accent(paint.sign("▸ ", "> ")) + paint.bold(text));
  }

  private void detail(String text) {
    surroundings.err().println("  " + text);
  }
}
