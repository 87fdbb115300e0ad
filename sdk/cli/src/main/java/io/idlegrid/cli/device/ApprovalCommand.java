package io.idlegrid.cli.device;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.device.DeviceView;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Says whether devices that wait are let in. */
abstract class ApprovalCommand extends GridCommand {

  @Parameters(
      paramLabel = "DEVICE",
      arity = "1..*",
      description = "Devices, by id or name: idlegrid device ls --state pending.")
  private List<String> devices = List.of();

  private final boolean isLetIn;

  ApprovalCommand(Surroundings surroundings, boolean isLetIn) {
    super(surroundings);
    this.isLetIn = isLetIn;
  }

  @Override
  protected int run() {
    return each(devices, this::tell);
  }

  private void tell(String device) {
    api().send("POST", DevicePaths.device(device) + "/approval", new DeviceView.Approval(isLetIn));
    say(device + (isLetIn ? " is in" : " was refused"));
  }
}
