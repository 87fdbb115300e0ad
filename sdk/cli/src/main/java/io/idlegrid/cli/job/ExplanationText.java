package io.idlegrid.cli.job;

import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobReceipt;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Why units wait, as people read it. */
public final class ExplanationText {

  private ExplanationText() {}

  static String text(JobExplanation why, Paint paint) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Job %s is %s%s%n"
            .formatted(
                paint.bold(why.job()),
                paint.state(why.state().toLowerCase(Locale.ROOT)),
                why.reason().isEmpty() ? "" : ": " + TextWidth.printable(why.reason())));
    text.append(
        "%s wait, %,d run. %d of %s could take one now.%n"
            .formatted(
                Quantities.count(why.waiting(), "unit"),
                why.running(),
                why.ready(),
                Quantities.count(why.devices(), "device")));
    text.append(vetoes(why, paint));
    JobExplanation.GrantForecast grant = why.firstGrant();
    if (grant != null) {
      text.append('\n').append(grant(grant, paint));
    }
    JobExplanation.Unit unit = why.unit();
    return unit == null ? text.toString() : text + unit(unit, paint);
  }

  private static String vetoes(JobExplanation why, Paint paint) {
    Table table = Table.of("why not", ">devices", "for example");
    for (JobExplanation.VetoCount veto : why.vetoes()) {
      String reason = veto.reason();
      String devices = String.valueOf(veto.devices());
      for (JobExplanation.Example example : veto.examples()) {
        table.row(reason, devices, example.name() + ": " + example.detail());
        reason = "";
        devices = "";
      }
    }
    return table.isEmpty() ? "" : "\n" + table.text(paint);
  }

  /** The forecast behind a grant, in sentences. */
  public static String grant(JobExplanation.GrantForecast grant, Paint paint) {
    return String.format(
        Locale.ROOT,
        "%s%n  %s to %s, at %s%n"
            + "  wanted: %.0f %% of the CPU for %s%n"
            + "  one unit: %s at most (%s)%n"
            + "  forecast: stays free with probability %.1f %%; the owner asks for %.1f %%%n"
            + "  host load stays below %.0f %% but for that risk%n"
            + "  rests on %s%n",
        paint.bold("The forecast behind the first grant"),
        Quantities.count(grant.units(), "unit"),
        TextWidth.printable(grant.name()),
        grant.at().truncatedTo(ChronoUnit.SECONDS),
        grant.wantedPercent(),
        Quantities.span(grant.spanSeconds()),
        Quantities.span(grant.runtimeSeconds()),
        TextWidth.printable(grant.runtimeBasis()),
        grant.idleProbability() * 100,
        (1 - grant.risk()) * 100,
        grant.peakPercent(),
        TextWidth.printable(grant.basis()));
  }

  private static String unit(JobExplanation.Unit unit, Paint paint) {
    StringBuilder text = new StringBuilder();
    text.append("%nUnit %d is %s%n".formatted(unit.index(), paint.state(unit.state())));
    for (JobExplanation.RunningAttempt running : unit.running()) {
      text.append(
          "  on %s: %s, ran for %s%n"
              .formatted(
                  running.device(), running.phase(), Quantities.span(running.activeSeconds())));
    }
    if (!unit.devices().isEmpty()) {
      Table table = Table.of("device", "why not", "detail");
      for (JobReceipt.DeviceRefusal device : unit.devices()) {
        if (device.vetoes().isEmpty()) {
          table.row(device.name(), "-", "could take it");
        }
        device.vetoes().forEach(veto -> table.row(device.name(), veto.reason(), veto.detail()));
      }
      text.append('\n').append(table.text(paint));
    }
    return text + attempts(unit, paint);
  }

  private static String attempts(JobExplanation.Unit unit, Paint paint) {
    StringBuilder text = new StringBuilder();
    for (JobExplanation.EndedAttempt attempt : unit.attempts()) {
      Integer exitCode = attempt.exitCode();
      text.append(
          "%n%s on %s at %s%s%s%n"
              .formatted(
                  paint.bad(attempt.end()),
                  attempt.device(),
                  attempt.at().truncatedTo(ChronoUnit.SECONDS),
                  exitCode == null ? "" : ", exit code " + exitCode,
                  attempt.detail().isEmpty() ? "" : ": " + TextWidth.printable(attempt.detail())));
      String log = attempt.log();
      if (log != null) {
        log.lines()
            .forEach(line -> text.append("  | ").append(TextWidth.printable(line)).append('\n'));
      }
    }
    return text.toString();
  }
}
