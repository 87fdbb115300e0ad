package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.Documents;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Pages;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Table;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.AuditChain;
import io.idlegrid.protocol.access.AuditView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The group of audit commands. */
@Command(
    name = "audit",
    description = "See, keep and verify who changed what.",
    subcommands = {AuditCommand.Ls.class, AuditCommand.Export.class, AuditCommand.Verify.class})
public final class AuditCommand {

  private static final String PATH = "/api/v1/audit";

  @Command(
      name = "ls",
      aliases = "list",
      description = "Lists the newest entries, or those that you look for.")
  static final class Ls extends GridCommand {

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--account", paramLabel = "NAME", description = "What this account did.")
    private @Nullable String account;

    @Option(
        names = "--action",
        paramLabel = "TEXT",
        description = "Actions with this in them, such as DELETE or /jobs.")
    private @Nullable String action;

    @Option(
        names = "--target",
        paramLabel = "TEXT",
        description = "What was done to something with this in its name.")
    private @Nullable String target;

    @Option(
        names = "--since",
        paramLabel = "WHEN",
        description = "From then on: 2026-05-01T08:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "WHEN", description = "Before then.")
    private @Nullable String until;

    @Option(names = "--text", paramLabel = "TEXT", description = "With this in any part.")
    private @Nullable String text;

    Ls(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      if (limit < 1) {
        throw misuse("--limit must be at least 1, not " + limit);
      }
      List<AuditView> entries =
          new Pages(api())
              .some(
                  path(), AuditView.Page.class, AuditView.Page::items, AuditView.Page::next, limit);
      Table table = Table.of(">no", "at", "who", "how", "action", "target", "from", "outcome");
      for (AuditView each : entries) {
        table.row(
            String.valueOf(each.sequence()),
            each.at().truncatedTo(ChronoUnit.SECONDS).toString(),
            each.who().isEmpty() ? "-" : each.who(),
            each.how(),
            each.action(),
            each.target(),
            each.from(),
            each.outcome());
      }
      answer(Answer.many(entries, each -> String.valueOf(each.sequence()), table::text));
      return ExitCode.DONE;
    }

    private String path() {
      Map<String, @Nullable String> asked = new LinkedHashMap<>();
      asked.put("account", account);
      asked.put("action", action);
      asked.put("target", target);
      asked.put("since", since);
      asked.put("until", until);
      asked.put("text", text);
      String query =
          asked.entrySet().stream()
              .filter(each -> each.getValue() != null)
              .map(each -> each.getKey() + "=" + GridApi.segment(String.valueOf(each.getValue())))
              .collect(Collectors.joining("&"));
      return query.isEmpty() ? PATH : PATH + "?" + query;
    }
  }

  @Command(
      name = "export",
      description = "Writes the whole log, oldest first, one JSON document a line.")
  static final class Export extends GridCommand {

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Where to write it; to standard output if left out.")
    private @Nullable Path out;

    Export(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      String path = PATH + "/export";
      if (out == null) {
        api().download(path, surroundings.out(), 0);
        surroundings.out().flush();
      } else {
        api().download(path, out);
        say("The audit log is in " + out);
      }
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "verify",
      description = {
        "Follows the chain of hashes; exit code 1 tells that it is broken.",
        "Every entry is fetched, or read from a file that was exported, and hashed here. Note the"
            + " newest hash where the coordinator cannot reach it: with --head it shows later"
            + " whether the log up to there is still the same."
      })
  static final class Verify extends GridCommand {

    @Option(names = "--file", paramLabel = "FILE", description = "A file that export wrote.")
    private @Nullable Path file;

    @Option(
        names = "--head",
        paramLabel = "HASH",
        description = "A hash that was noted earlier, which must be in the chain.")
    private @Nullable String noted;

    Verify(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() throws IOException {
      AuditChain chain = new AuditChain();
      boolean isNotedThere = noted == null;
      try (BufferedReader lines = new BufferedReader(source())) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          AuditView entry = Documents.read(line, AuditView.class);
          long expected = chain.sequence() + 1;
          if (!chain.accepts(entry)) {
            throw CommandException.failed(
                "audit.broken",
                "entry %d does not follow from the one before".formatted(expected),
                "it, or one before it, was changed, removed or put in between");
          }
          isNotedThere |= entry.hash().equals(noted);
        }
      }
      if (!isNotedThere) {
        throw CommandException.failed(
            "audit.rewritten",
            "the chain is whole, but " + noted + " is not in it",
            "the log was cut or written anew since that hash was noted");
      }
      AuditView.Verdict verdict = new AuditView.Verdict(true, chain.sequence(), chain.head(), null);
      answer(
          Answer.one(
              verdict,
              chain.head(),
              paint -> "%d entries, whole; newest %s%n".formatted(chain.sequence(), chain.head())));
      return ExitCode.DONE;
    }

    private Reader source() throws IOException {
      return file == null
          ? new InputStreamReader(api().stream(PATH + "/export"), StandardCharsets.UTF_8)
          : Files.newBufferedReader(file);
    }
  }
}
