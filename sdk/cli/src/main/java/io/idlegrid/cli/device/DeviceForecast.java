package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.cli.render.LoadChart;
import io.idlegrid.protocol.device.ForecastView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "forecast",
    description = "Draws a device's past load, what is expected of it, and how long it stays idle.")
final class DeviceForecast extends GridCommand {

  @Parameters(paramLabel = "DEVICE", description = "The device, by id or name.")
  private String device;

  @Mixin private WatchOptions watch;

  DeviceForecast(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    answer(watch, this::forecast);
    return ExitCode.DONE;
  }

  private Answer forecast() {
    ForecastView view = api().get(DevicePaths.device(device) + "/forecast", ForecastView.class);
    return Answer.one(
        view, view.device(), paint -> LoadChart.text(view, paint, surroundings.columns()));
  }
}
