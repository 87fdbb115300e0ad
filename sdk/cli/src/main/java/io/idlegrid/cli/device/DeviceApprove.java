package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;

@Command(name = "approve", description = "Lets devices in that wait for approval.")
final class DeviceApprove extends ApprovalCommand {
  DeviceApprove(Surroundings surroundings) {
    super(surroundings, true);
  }
}
