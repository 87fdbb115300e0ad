package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Pages;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.RemovedDeviceView;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "ls", aliases = "list", description = "Lists devices.")
final class DeviceList extends GridCommand {

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only in this state: lending, idle, suspended, paused, draining, pending, offline.")
  private @Nullable String state;

  @Option(
      names = "--where",
      paramLabel = "LABEL=VALUE",
      description = "Only with this label; may be repeated, all must hold.")
  private Map<String, String> where = Map.of();

  @Option(
      names = "--removed",
      description = "Instead those that were removed, and what they had earned.")
  private boolean isOfRemoved;

  @Mixin private WatchOptions watch;

  DeviceList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    if (isOfRemoved && (state != null || !where.isEmpty())) {
      throw misuse("Devices that were removed have no state and no labels");
    }
    answer(watch, isOfRemoved ? this::removed : this::devices);
    return ExitCode.DONE;
  }

  private Answer removed() {
    List<RemovedDeviceView> gone =
        new Pages(api())
            .all(
                DevicePaths.REMOVED,
                RemovedDeviceView.Page.class,
                RemovedDeviceView.Page::items,
                RemovedDeviceView.Page::next);
    return Answer.many(
        gone,
        RemovedDeviceView::id,
        paint -> DeviceText.removed(gone, surroundings.clock().instant(), paint));
  }

  private Answer devices() {
    List<DeviceView> devices =
        new Selection(api())
            .with(where).stream()
                .filter(
                    device ->
                        state == null || device.state().equals(state.toLowerCase(Locale.ROOT)))
                .toList();
    return Answer.many(
        devices,
        DeviceView::id,
        paint -> DeviceText.list(devices, surroundings.clock().instant(), paint));
  }
}
