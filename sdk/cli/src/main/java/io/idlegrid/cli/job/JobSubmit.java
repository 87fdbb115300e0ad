package io.idlegrid.cli.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.client.JobFiles;
import io.idlegrid.client.UploadListener;
import io.idlegrid.protocol.job.JobPreview;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "submit",
    description = {
      "Submits a job: a YAML or JSON file, or - for standard input.",
      "Code and data that it names by path are uploaded first; what the coordinator has already"
          + " is not sent again."
    })
final class JobSubmit extends GridCommand {

  @Parameters(paramLabel = "FILE", description = "The job file.")
  private String file;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what would become of it and change nothing.")
  private boolean dryRun;

  @Option(
      names = {"-f", "--follow"},
      description = "Watch it until it is over; Ctrl-C detaches and never cancels.")
  private boolean follow;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "DEVICE",
      description = "Only on this device, by name or id; may be repeated.")
  private List<String> devices = List.of();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Idempotency key: the same key never makes a second job.")
  private @Nullable String key;

  JobSubmit(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws Exception {
    ObjectNode job = prepared();
    if (dryRun) {
      JobPreview preview = api().post(JobPaths.JOBS + "?dryRun=true", job, JobPreview.class);
      answer(new Answer(preview, List.of(), paint -> JobText.preview(preview, paint)));
      return ExitCode.DONE;
    }
    JobReceipt receipt = api().post(JobPaths.JOBS, job, JobReceipt.class, idempotent());
    return follow ? followed(receipt) : accepted(receipt);
  }

  private Map<String, String> idempotent() {
    return Map.of("Idempotency-Key", key == null ? UUID.randomUUID().toString() : key);
  }

  private ObjectNode prepared() throws IOException {
    try (TransferLine line =
        new TransferLine(
            surroundings.err(),
            errPaint(),
            surroundings.terminal().isErr() && !isQuiet(),
            surroundings.columns())) {
      UploadListener listener = (what, done, total) -> line.show("Uploading " + what, done, total);
      JobFiles files = new JobFiles(api(), listener);
      if (file.equals("-")) {
        String text = new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8);
        return files.prepare(
            withDevices(JobFiles.parse(text, "standard input")), Path.of("").toAbsolutePath());
      }
      Path path = Path.of(file);
      Path folder = path.toAbsolutePath().getParent();
      return files.prepare(
          withDevices(JobFiles.read(path)), folder == null ? Path.of("/") : folder);
    }
  }

  private ObjectNode withDevices(ObjectNode job) {
    if (!devices.isEmpty()) {
      if (!(job.get("spec") instanceof ObjectNode spec)) {
        throw CommandException.usage(
            "job.syntax", file + " has no spec", "a job file has apiVersion, kind and spec");
      }
      ArrayNode names = spec.putArray("devices");
      devices.forEach(names::add);
    }
    return job;
  }

  private int accepted(JobReceipt receipt) {
    answer(
        Answer.one(
            receipt,
            receipt.id(),
            paint -> {
              StringBuilder text = new StringBuilder();
              JobText.line(text, paint, "Job", paint.bold(receipt.id()) + replay(receipt));
              JobText.line(
                  text, paint, "Units", String.format(Locale.ROOT, "%,d", receipt.units()));
              return text + named(receipt, paint);
            }));
    say("Watch it: idlegrid job wait " + receipt.id());
    return ExitCode.DONE;
  }

  private static String replay(JobReceipt receipt) {
    return receipt.replay() ? " (submitted before under this key)" : "";
  }

  private static String named(JobReceipt receipt, Paint paint) {
    JobReceipt.NamedDevices named = receipt.devices();
    if (named == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    JobText.line(
        text, paint, "Devices", "%d taken, %d refused".formatted(named.taken(), named.refused()));
    return text + JobText.refusals("Refused", named.refusals(), paint);
  }

  private int followed(JobReceipt receipt) throws InterruptedException {
    say("Job " + receipt.id() + ": " + Quantities.count(receipt.units(), "unit"));
    Optional<JobView> ended =
        Detachment.during(
            surroundings,
            receipt.id(),
            () ->
                new JobWatcher(api(), surroundings, JobProgress.in(surroundings, isQuiet()))
                    .await(receipt.id(), Optional.empty()));
    JobView job = ended.orElseThrow();
    answer(
        Answer.one(
            job, job.id(), paint -> JobText.full(job, surroundings.clock().instant(), paint)));
    if (job.state().equals("SUCCEEDED")) {
      say("Its results: idlegrid job results " + job.id() + " --out DIR");
      return ExitCode.DONE;
    }
    say("Why: idlegrid job explain " + job.id() + ", idlegrid job logs " + job.id());
    return ExitCode.FAILED;
  }
}
