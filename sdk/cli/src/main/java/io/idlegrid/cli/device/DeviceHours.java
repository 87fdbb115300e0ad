package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.device.DeviceView;
import java.time.ZoneId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "hours",
    description = "Sets when in a week a device is lent; outside these hours it pauses.")
final class DeviceHours extends GridCommand {

  @Parameters(index = "0", paramLabel = "DEVICE", description = "The device, by id or name.")
  private String device = "";

  @Parameters(
      index = "1",
      paramLabel = "WEEK",
      description = "Such as \"mon-fri 18:00-08:00, sat-sun\", or always.")
  private String week = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Whose clocks count, such as Europe/Berlin; this machine's by default.")
  private String zone = ZoneId.systemDefault().getId();

  DeviceHours(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    DeviceView.Change change =
        new DeviceView.Change(null, null, new DeviceView.Hours(week, zone), null);
    DeviceView view = api().patch(DevicePaths.device(device), change, DeviceView.class);
    answer(
        Answer.one(
            view,
            view.id(),
            paint -> "%s is lent %s%n".formatted(view.name(), DeviceText.hours(view))));
    return ExitCode.DONE;
  }
}
