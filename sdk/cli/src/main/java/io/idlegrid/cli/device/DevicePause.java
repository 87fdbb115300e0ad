package io.idlegrid.cli.device;

import io.idlegrid.cli.command.SpanConverter;
import io.idlegrid.cli.command.Surroundings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "pause",
    description = "Takes devices out of use at once; what they run is handed to others.")
final class DevicePause extends DutyCommand {

  @Option(
      names = "--for",
      paramLabel = "SPAN",
      converter = SpanConverter.class,
      description = "Such as 2h, after which they are lent again; without it until resume.")
  private @Nullable Duration span;

  DevicePause(Surroundings surroundings) {
    super(surroundings, "PAUSE");
  }

  @Override
  @Nullable Long seconds() {
    return span == null ? null : span.toSeconds();
  }
}
