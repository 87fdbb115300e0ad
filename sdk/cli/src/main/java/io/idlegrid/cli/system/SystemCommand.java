package io.idlegrid.cli.system;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.device.SystemView;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The grid at a glance. */
@Command(name = "system", description = "Shows the grid at a glance.")
public final class SystemCommand extends GridCommand {

  @Mixin private WatchOptions watch;

  SystemCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    answer(watch, this::system);
    return ExitCode.DONE;
  }

  private Answer system() {
    SystemView view = api().get("/api/v1/system", SystemView.class);
    return Answer.one(
        view, view.version(), paint -> text(view, surroundings.clock().instant(), paint));
  }

  private static String text(SystemView view, Instant now, Paint paint) {
    SystemView.Devices devices = view.devices();
    Table table = Table.of("devices", ">lending", ">idle", ">suspended", ">away", ">offline");
    table.row(
        String.valueOf(devices.total()),
        String.valueOf(devices.lending()),
        String.valueOf(devices.idle()),
        String.valueOf(devices.suspended()),
        String.valueOf(devices.away()),
        String.valueOf(devices.offline()));
    return "IdleGrid %s, started %s. %s active, %s stored, %s free.%n%n%s"
        .formatted(
            view.version(),
            Quantities.ago(view.startedAt(), now),
            Quantities.count(view.activeJobs(), "job"),
            Quantities.bytes(view.storedBytes()),
            Quantities.bytes(view.freeBytes()),
            table.text(paint));
  }
}
