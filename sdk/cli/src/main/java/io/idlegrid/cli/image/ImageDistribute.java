package io.idlegrid.cli.image;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Pages;
import io.idlegrid.cli.command.SpanConverter;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.device.NeedOptions;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.PlacementView;
import io.idlegrid.protocol.image.PlacementView.OnDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "distribute",
    description = {
      "Has devices fetch an image in their idle time, before a job needs it.",
      "Waits until each has it or refused, tells of every step, and counts at the end: who has it,"
          + " and how many have not for which reason (architecture, engine, disk, owner, busy, link,"
          + " offline). One whose owner uses it is waited for: --timeout bounds that. Ctrl-C ends the"
          + " waiting, not the fetching. The devices named last are the ones that keep to it.",
      "With --best, the grid chooses: those that are likely to stay idle for what is needed, and"
          + " could run the image."
    })
final class ImageDistribute extends GridCommand {

  private static final Duration LOOK = Duration.ofSeconds(1);

  @Parameters(paramLabel = "NAME", description = "The image.")
  private String name;

  @ArgGroup(multiplicity = "1")
  private Where to = new Where();

  /** By name, or by what suits. */
  private static final class Where {

    @Option(
        names = "--to",
        paramLabel = "SELECTOR",
        description =
            "all, LABEL=VALUE (repeated: all must hold), or devices by id or name, with commas"
                + " between.")
    private List<String> selectors = List.of();

    @Option(names = "--best", paramLabel = "N", description = "The N devices that suit best now.")
    private @Nullable Integer best;
  }

  @Mixin private NeedOptions need = new NeedOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      converter = SpanConverter.class,
      description = "Wait at most so long, such as 90s or 2h; exit code 124 when that is over.")
  private @Nullable Duration timeout;

  @Option(names = "--detach", description = "Do not wait.")
  private boolean isDetached;

  ImageDistribute(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    String path = ImageCommand.PATH + "/" + GridApi.segment(name) + "/placement";
    PlacementView placement =
        api().put(path, new PlacementView.Request(chosen()), PlacementView.class);
    Map<String, String> told = new HashMap<>();
    tell(placement, told);
    Instant until = timeout == null ? Instant.MAX : surroundings.clock().instant().plus(timeout);
    while (isToBeWaitedFor(placement) && surroundings.clock().instant().isBefore(until)) {
      surroundings.pause().pause(LOOK);
      placement = api().get(path, PlacementView.class);
      tell(placement, told);
    }
    PlacementView end = placement;
    answer(Answer.one(end, end.digest(), paint -> table(end).text(paint) + "\n" + count(end)));
    boolean isRefused =
        end.devices().stream().anyMatch(device -> device.state().equals(ImageState.REFUSED));
    if (isToBeWaitedFor(end)) {
      return ExitCode.TIMEOUT;
    }
    return isRefused ? ExitCode.FAILED : ExitCode.DONE;
  }

  private boolean isToBeWaitedFor(PlacementView placement) {
    return !isDetached && placement.devices().stream().anyMatch(ImageDistribute::isUnderWay);
  }

  /** One that is not connected is not waited for: it fetches the image when it comes back. */
  private static boolean isUnderWay(OnDevice device) {
    boolean isWaiting =
        device.state().equals(ImageState.WAITING) && !device.reason().equals("offline");
    return isWaiting || device.state().equals(ImageState.FETCHING);
  }

  private List<String> chosen() {
    return to.best == null ? selected(to.selectors) : suiting(to.best);
  }

  private List<String> suiting(int count) {
    DeviceSelection selection = need.select(api(), count, name);
    List<String> ids = selection.picks().stream().map(DeviceSelection.Pick::device).toList();
    if (ids.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "device.none",
          "none of %d devices suits this now".formatted(selection.devices()),
          "idlegrid device select says why; name devices with --to to have them fetch it anyway");
    }
    return ids;
  }

  private List<String> selected(List<String> selectors) {
    List<DeviceView> devices =
        new Pages(api())
            .all(
                "/api/v1/devices",
                DeviceView.Page.class,
                DeviceView.Page::items,
                DeviceView.Page::next);
    boolean isByLabel = selectors.stream().allMatch(selector -> selector.contains("="));
    List<String> found;
    if (selectors.equals(List.of("all"))) {
      found = devices.stream().map(DeviceView::id).toList();
    } else if (isByLabel) {
      found =
          devices.stream()
              .filter(device -> carriesAll(device, selectors))
              .map(DeviceView::id)
              .toList();
    } else {
      found =
          selectors.stream()
              .flatMap(selector -> List.of(selector.split(",", -1)).stream())
              .toList();
    }
    if (found.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "device.none",
          "no device is " + String.join(" and ", selectors),
          "see idlegrid device ls");
    }
    return found;
  }

  private static boolean carriesAll(DeviceView device, List<String> selectors) {
    Map<String, String> has =
        Optional.ofNullable(device.facts()).map(Capabilities::labels).orElse(Map.of());
    return selectors.stream()
        .map(selector -> selector.split("=", 2))
        .allMatch(label -> label[1].equals(has.get(label[0])));
  }

  private void tell(PlacementView placement, Map<String, String> told) {
    for (OnDevice device : placement.devices()) {
      String line = device.name() + ": " + words(device);
      if (!line.equals(told.put(device.id(), line)) && !isQuiet()) {
        say(line);
      }
    }
  }

  private static String words(OnDevice device) {
    if (device.state().equals(ImageState.FETCHING) && device.total() > 0) {
      return "fetching, %s of %s"
          .formatted(Quantities.bytes(device.done()), Quantities.bytes(device.total()));
    }
    return device.detail().isEmpty() ? device.state() : device.state() + ": " + device.detail();
  }

  private static Table table(PlacementView placement) {
    Table table = Table.of("device", "state", "why");
    for (OnDevice device : placement.devices()) {
      table.row(device.name(), device.state(), device.detail());
    }
    return table;
  }

  /** Who has it, and how many do not for which reason. */
  private static String count(PlacementView placement) {
    long here =
        placement.devices().stream()
            .filter(device -> device.state().equals(ImageState.HERE))
            .count();
    Map<String, Integer> reasons = new TreeMap<>();
    placement.devices().stream()
        .filter(device -> !device.reason().isEmpty())
        .forEach(device -> reasons.merge(device.reason(), 1, Integer::sum));
    StringBuilder text = new StringBuilder();
    text.append(here).append(" of ").append(placement.devices().size()).append(" have it");
    reasons.forEach((reason, count) -> text.append(", ").append(count).append(' ').append(reason));
    return text.append('\n').toString();
  }
}
