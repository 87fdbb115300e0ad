package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;

@Command(
    name = "pause",
    description = "Takes devices out of use at once; what they run is handed to others.")
final class DevicePause extends DutyCommand {
  DevicePause(Surroundings surroundings) {
    super(surroundings, "PAUSE");
  }
}
