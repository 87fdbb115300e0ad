package io.idlegrid.cli.device;

import io.idlegrid.cli.access.JoinCodeCreate;
import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;

/** The group of device commands. */
@Command(
    name = "device",
    description =
        "See devices, their forecasts and what ran there; let them in; pause, drain, resume"
            + " and remove them; set their hours.",
    subcommands = {
      DeviceList.class,
      DeviceGet.class,
      DeviceForecast.class,
      DeviceAttempts.class,
      DeviceSelect.class,
      DeviceDrain.class,
      DevicePause.class,
      DeviceResume.class,
      DeviceHours.class,
      DeviceApprove.class,
      DeviceRefuse.class,
      DeviceRemove.class,
      DeviceCommand.DeviceInvite.class
    })
public final class DeviceCommand {

  /** The same as {@code join-code create}, where one looks for it. */
  @Command(name = "invite", description = "Makes a join code with which devices enter the grid.")
  static final class DeviceInvite extends JoinCodeCreate {
    DeviceInvite(Surroundings surroundings) {
      super(surroundings);
    }
  }
}
