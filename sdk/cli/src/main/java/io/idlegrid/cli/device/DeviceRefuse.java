package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;

@Command(
    name = "refuse",
    description = "Refuses devices that wait for approval; their keys open nothing any more.")
final class DeviceRefuse extends ApprovalCommand {
  DeviceRefuse(Surroundings surroundings) {
    super(surroundings, false);
  }
}
