package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Documents;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.cli.render.UnitBar;
import io.idlegrid.protocol.job.JobPreview;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.ResultManifest;
import io.idlegrid.protocol.job.UnitView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Jobs as people read them. */
final class JobText {

  private static final int BAR = 24;

  private JobText() {}

  static String list(List<JobView> jobs, Instant now, Paint paint) {
    if (jobs.isEmpty()) {
      return "No jobs. Submit one: idlegrid job submit FILE\n";
    }
    Table table =
        Table.of(
            "id", "name", "*state", ">done", ">units", ">running", ">failed", "submitted", "by");
    for (JobView job : jobs) {
      table.row(
          job.id(),
          job.name(),
          state(job),
          number(job.units().done()),
          number(job.units().total()),
          number(job.units().running()),
          number(job.units().failed()),
          Quantities.ago(job.submittedAt(), now),
          job.account());
    }
    return table.text(paint);
  }

  static String full(JobView job, Instant now, Paint paint) {
    StringBuilder text = new StringBuilder();
    line(text, paint, "Job", job.id() + "  " + paint.bold(TextWidth.printable(job.name())));
    line(
        text,
        paint,
        "State",
        paint.state(state(job))
            + (job.reason().isEmpty() ? "" : ": " + TextWidth.printable(job.reason())));
    line(text, paint, "Type", job.type());
    line(text, paint, "By", job.account());
    if (!job.labels().isEmpty()) {
      line(text, paint, "Labels", labels(job));
    }
    line(text, paint, "Submitted", moment(job.submittedAt(), now));
    Instant finished = job.finishedAt();
    if (finished != null) {
      double took = Duration.between(job.submittedAt(), finished).toMillis() / 1000.0;
      line(text, paint, "Finished", moment(finished, now) + ", after " + Quantities.span(took));
    }
    line(text, paint, "Units", progress(job.units(), paint));
    if (job.file() != null) {
      text.append('\n').append(paint.faint("As the coordinator understood it:")).append('\n');
      text.append(Documents.yaml(job.file()));
    }
    return text.toString();
  }

  static String progress(JobView.UnitCounts units, Paint paint) {
    UnitBar.Counts counts = counts(units);
    return UnitBar.bar(counts, BAR, paint) + "  " + UnitBar.words(counts, paint);
  }

  static UnitBar.Counts counts(JobView.UnitCounts units) {
    return new UnitBar.Counts(
        units.total(), units.done(), units.failed(), units.running(), units.waiting());
  }

  static String state(JobView job) {
    return job.state().toLowerCase(Locale.ROOT);
  }

  static String units(List<UnitView> units, Paint paint) {
    if (units.isEmpty()) {
      return "No such units.\n";
    }
    Table table = Table.of(">unit", "*state", "device", ">time", ">files", ">bytes");
    for (UnitView unit : units) {
      Double seconds = unit.activeSeconds();
      table.row(
          String.valueOf(unit.index()),
          unit.state(),
          unit.device() == null ? "-" : unit.device(),
          seconds == null ? "-" : Quantities.span(seconds),
          unit.outputs().isEmpty() ? "-" : String.valueOf(unit.outputs().size()),
          unit.outputs().isEmpty()
              ? "-"
              : Quantities.bytes(
                  unit.outputs().stream().mapToLong(UnitView.ResultFile::size).sum()));
    }
    return table.text(paint);
  }

  static String manifest(List<ResultManifest.Item> items, boolean isComplete, Paint paint) {
    Table table = Table.of(">unit", "file", ">bytes", "sha256");
    for (ResultManifest.Item item : items) {
      table.row(
          String.valueOf(item.unit()),
          item.path(),
          Quantities.bytes(item.size()),
          item.sha256().substring(0, Math.min(12, item.sha256().length())));
    }
    return table.text(paint)
        + (isComplete ? "" : paint.careful("The job is not over: more files may come.") + "\n");
  }

  static String preview(JobPreview preview, Paint paint) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        paint,
        "Units",
        "%,d over %s of input".formatted(preview.units(), Quantities.bytes(preview.inputBytes())));
    line(
        text,
        paint,
        "Devices",
        "%d in the grid, %d could run it at some time, %d could start a unit now"
            .formatted(preview.devices(), preview.eligible(), preview.ready()));
    Long expected = preview.expectedSeconds();
    line(
        text,
        paint,
        "Done in",
        expected == null
            ? "unknown: no device can start a unit now"
            : "about "
                + Quantities.span(Duration.ofSeconds(expected))
                + ", if the devices that are ready stay so");
    JobPreview.Finish finish = preview.finish();
    if (finish != null) {
      line(
          text,
          paint,
          "Likely",
          "within %s, with a probability of %.0f %%: %d of the ready devices must stay idle so long"
              .formatted(
                  Quantities.span(Duration.ofSeconds(finish.seconds())),
                  100 * finish.probability(),
                  finish.devices()));
    }
    return text + refusals("Why devices cannot start now", preview.refusals(), paint);
  }

  static String refusals(String title, List<JobReceipt.DeviceRefusal> refusals, Paint paint) {
    if (refusals.isEmpty()) {
      return "";
    }
    Table table = Table.of("device", "why", "detail");
    for (JobReceipt.DeviceRefusal refusal : refusals) {
      for (JobReceipt.Veto veto : refusal.vetoes()) {
        table.row(refusal.name(), veto.reason(), veto.detail());
      }
    }
    return table.isEmpty() ? "" : "\n" + title + ":\n" + table.text(paint);
  }

  static void line(StringBuilder text, Paint paint, String name, String value) {
    text.append(paint.faint(name + ":"))
        .append(" ".repeat(Math.max(1, 11 - name.length())))
        .append(value)
        .append('\n');
  }

  private static String labels(JobView job) {
    return TextWidth.printable(
        job.labels().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(", ")));
  }

  private static String moment(Instant at, Instant now) {
    return at.truncatedTo(ChronoUnit.SECONDS) + " (" + Quantities.ago(at, now) + ")";
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
