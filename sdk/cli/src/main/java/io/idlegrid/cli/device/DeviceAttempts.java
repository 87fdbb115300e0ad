package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Pages;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.device.EndedAttemptView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "attempts", description = "Lists what ran on a device and for whom, newest first.")
final class DeviceAttempts extends GridCommand {

  @Parameters(paramLabel = "DEVICE", description = "The device, by id or name.")
  private String device;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many (default: ${DEFAULT-VALUE}); the latest 200 are kept.")
  private int limit;

  @Mixin private WatchOptions watch;

  DeviceAttempts(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    if (limit < 1) {
      throw misuse("--limit is at least 1, not " + limit);
    }
    answer(watch, this::attempts);
    return ExitCode.DONE;
  }

  private Answer attempts() {
    List<EndedAttemptView> attempts =
        new Pages(api())
            .some(
                DevicePaths.device(device) + "/attempts",
                EndedAttemptView.Page.class,
                EndedAttemptView.Page::items,
                EndedAttemptView.Page::next,
                limit);
    return Answer.many(
        attempts,
        each -> each.job() + "/" + each.unit(),
        paint -> text(attempts, surroundings.clock().instant(), paint));
  }

  private static String text(List<EndedAttemptView> attempts, Instant now, Paint paint) {
    if (attempts.isEmpty()) {
      return "Nothing has run there yet.\n";
    }
    Table table = Table.of("ended", "job", ">unit", "for", "name", ">ran for", ">cpu", "*end");
    for (EndedAttemptView attempt : attempts) {
      table.row(
          Quantities.ago(attempt.endedAt(), now),
          attempt.job(),
          String.valueOf(attempt.unit()),
          Objects.requireNonNullElse(attempt.account(), "-"),
          Objects.requireNonNullElse(attempt.name(), "-"),
          Quantities.span(attempt.activeSeconds()),
          Quantities.span(attempt.cpuSeconds()),
          attempt.end().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    return table.text(paint);
  }
}
