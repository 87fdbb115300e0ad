package io.idlegrid.cli.device;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    aliases = "remove",
    description = {
      "Removes devices for good: their keys open nothing any more, what they run goes to others.",
      "A job that names no other device fails.",
      "What they earned stays. A machine comes back with a new join code only, as another device."
    })
final class DeviceRemove extends GridCommand {

  @Parameters(paramLabel = "DEVICE", arity = "1..*", description = "Devices, by id or name.")
  private List<String> devices = List.of();

  DeviceRemove(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    return each(
        devices,
        device -> {
          api().delete(DevicePaths.device(device));
          say("Device " + device + " is removed");
        });
  }
}
