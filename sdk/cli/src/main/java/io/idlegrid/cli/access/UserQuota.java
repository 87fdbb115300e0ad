package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.QuotaView;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows or sets what an account may use. */
@Command(
    name = "quota",
    description = {
      "Shows what an account may use and uses; with options, sets it.",
      "'none' is no limit. What is not named stays as it is."
    })
final class UserQuota extends GridCommand {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(|[kmgt]ib)");
  private static final String NONE = "none";

  @Parameters(paramLabel = "NAME", description = "Which account.")
  private String name;

  @Option(names = "--running-units", paramLabel = "N", description = "Units at the same time.")
  private @Nullable String running;

  @Option(names = "--storage", paramLabel = "SIZE", description = "Such as 10GiB.")
  private @Nullable String storage;

  @Option(names = "--submissions", paramLabel = "N", description = "Jobs within an hour.")
  private @Nullable String submissions;

  UserQuota(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    String path = UserCommand.path(name);
    if (running != null || storage != null || submissions != null) {
      QuotaView now = api().get(path, AccountView.class).quota();
      QuotaView wanted =
          new QuotaView(
              number(running, now.runningUnits()),
              number(storage, now.storageBytes()),
              number(submissions, now.submissionsPerHour()));
      api().patch(path, new AccountView.Change(null, null, wanted), AccountView.class);
    }
    QuotaView.Use use = api().get(path + "/use", QuotaView.Use.class);
    answer(Answer.one(use, use.account(), paint -> text(use)));
    return ExitCode.DONE;
  }

  private @Nullable Long number(@Nullable String text, @Nullable Long now) {
    if (text == null) {
      return now;
    }
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (text.equals(NONE)) {
      return null;
    }
    if (!size.matches()) {
      throw misuse("'" + text + "' is no number, no size like 10GiB, and not 'none'");
    }
    String unit = size.group(2);
    int shift = unit.isEmpty() ? 0 : 10 * ("kmgt".indexOf(unit.charAt(0)) + 1);
    return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << shift);
  }

  static String text(QuotaView.Use use) {
    QuotaView quota = use.quota();
    return "running units    %d of %s%nstorage          %s of %s%njobs this hour   %d of %s%n"
        .formatted(
            use.runningUnits(),
            most(quota.runningUnits(), false),
            Quantities.bytes(use.storageBytes()),
            most(quota.storageBytes(), true),
            use.submissions(),
            most(quota.submissionsPerHour(), false));
  }

  private static String most(@Nullable Long limit, boolean isSize) {
    if (limit == null) {
      return "any number";
    }
    return isSize ? Quantities.bytes(limit) : limit.toString();
  }
}
