package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;

@Command(name = "resume", description = "Puts devices back to use.")
final class DeviceResume extends DutyCommand {
  DeviceResume(Surroundings surroundings) {
    super(surroundings, "LEND");
  }
}
