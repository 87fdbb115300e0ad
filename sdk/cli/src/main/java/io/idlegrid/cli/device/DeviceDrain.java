package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;

@Command(
    name = "drain",
    description = "Lets devices finish what they run and gives them nothing more.")
final class DeviceDrain extends DutyCommand {
  DeviceDrain(Surroundings surroundings) {
    super(surroundings, "DRAIN");
  }
}
