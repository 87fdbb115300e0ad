package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.protocol.device.DeviceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "get", aliases = "show", description = "Shows a device.")
final class DeviceGet extends GridCommand {

  @Parameters(paramLabel = "DEVICE", description = "The device, by id or name.")
  private String device;

  @Mixin private WatchOptions watch;

  DeviceGet(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    answer(watch, this::device);
    return ExitCode.DONE;
  }

  private Answer device() {
    DeviceView view = api().get(DevicePaths.device(device), DeviceView.class);
    return Answer.one(
        view, view.id(), paint -> DeviceText.full(view, surroundings.clock().instant(), paint));
  }
}
