package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.device.DeviceView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells devices what is wanted of them: some by name, those with a label, or all. */
abstract class DutyCommand extends GridCommand {

  @Parameters(paramLabel = "DEVICE", arity = "0..*", description = "Devices, by id or name.")
  private List<String> devices = List.of();

  @Option(
      names = "--where",
      paramLabel = "LABEL=VALUE",
      description = "Every device with this label; may be repeated, all must hold.")
  private Map<String, String> where = Map.of();

  @Option(names = "--all", description = "Every device.")
  private boolean all;

  private final String duty;

  DutyCommand(Surroundings surroundings, String duty) {
    super(surroundings);
    this.duty = duty;
  }

  /** After how many seconds the duty ends by itself; null for never. */
  @Nullable Long seconds() {
    return null;
  }

  @Override
  protected int run() {
    int ways = (devices.isEmpty() ? 0 : 1) + (where.isEmpty() ? 0 : 1) + (all ? 1 : 0);
    if (ways != 1) {
      throw misuse(
          ways == 0
              ? "Which devices? Name them, or choose with --where LABEL=VALUE or --all"
              : "Names, --where and --all exclude each other");
    }
    List<String> chosen = devices.isEmpty() ? selected() : devices;
    return each(chosen, this::tell);
  }

  private List<String> selected() {
    List<String> ids = new Selection(api()).with(where).stream().map(DeviceView::id).toList();
    if (ids.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "device.none",
          all ? "there are no devices" : "no device carries " + where,
          "see idlegrid device ls");
    }
    return ids;
  }

  private void tell(String device) {
    DeviceView view =
        api()
            .patch(
                DevicePaths.device(device),
                new DeviceView.Change(duty, null, null, seconds()),
                DeviceView.class);
    answer(
        Answer.one(
            view,
            view.id(),
            paint -> "%s is %s%n".formatted(view.name(), paint.state(view.state()))));
  }
}
