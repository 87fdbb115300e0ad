package io.idlegrid.cli.device;

import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.job.JobExplanation;
import java.util.Locale;

/** A recommendation of devices as people read it. */
final class SelectionText {

  private SelectionText() {}

  static String text(DeviceSelection selection, Paint paint) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d of %s could take it now.%n"
            .formatted(selection.able(), Quantities.count(selection.devices(), "device")));
    if (!selection.picks().isEmpty()) {
      Table table =
          Table.of("id", "name", ">idle", ">window", ">peak", ">memory", ">disk", "rests on");
      for (DeviceSelection.Pick pick : selection.picks()) {
        table.row(
            pick.device(),
            pick.name(),
            String.format(Locale.ROOT, "%.1f %%", 100 * pick.idleProbability()),
            Quantities.span(pick.windowSeconds()),
            Quantities.percent(pick.peakPercent()),
            Quantities.bytes(pick.memoryBytes()),
            Quantities.bytes(pick.diskBytes()),
            TextWidth.printable(pick.basis()));
      }
      text.append('\n').append(table.text(paint));
    }
    for (JobExplanation.VetoCount veto : selection.vetoes()) {
      text.append('\n')
          .append(paint.bold(veto.reason()))
          .append("  ")
          .append(Quantities.count(veto.devices(), "device"));
      for (JobExplanation.Example example : veto.examples()) {
        text.append("\n  ").append(TextWidth.printable(example.name() + ": " + example.detail()));
      }
    }
    return text.append(selection.vetoes().isEmpty() ? "" : "\n").toString();
  }
}
