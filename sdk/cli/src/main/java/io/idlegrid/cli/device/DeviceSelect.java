package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.device.DeviceSelection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "select",
    description = {
      "Recommends devices for a need: which could take it now, the best first, and why.",
      "Says of the others why not. With -q, only the ids: paste them into a job's spec.devices."
    })
final class DeviceSelect extends GridCommand {

  @Mixin private NeedOptions need = new NeedOptions();

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "How many devices; all that are able by default.")
  private @Nullable Integer count;

  DeviceSelect(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    DeviceSelection selection = need.select(api(), count, null);
    List<String> ids = selection.picks().stream().map(DeviceSelection.Pick::device).toList();
    answer(new Answer(selection, ids, paint -> SelectionText.text(selection, paint)));
    return ExitCode.DONE;
  }
}
