package io.idlegrid.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** The first page of help: all commands, in groups by what one wants to do. */
final class RootHelp {

  private static final List<Map.Entry<String, List<String>>> GROUPS =
      List.of(
          Map.entry("Try it", List.of("demo", "doctor")),
          Map.entry("Submit work", List.of("job", "service", "artifact", "blob", "image")),
          Map.entry("Lend a device", List.of("worker", "owner")),
          Map.entry(
              "Run a grid",
              List.of(
                  "coordinator",
                  "device",
                  "join-code",
                  "user",
                  "token",
                  "session",
                  "audit",
                  "system")),
          Map.entry("This command", List.of("login", "completion", "help")),
          Map.entry("Develop", List.of("build", "test", "forecast", "bench")));

  private RootHelp() {}

  static String groups(Help help) {
    Ansi ansi = help.ansi();
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, List<String>> group : GROUPS) {
      text.append(ansi.string("%n@|bold %s|@%n".formatted(group.getKey())));
      for (String name : group.getValue()) {
        text.append(
            ansi.string("  @|yellow %s|@%s%s%n".formatted(name, pad(name), purpose(help, name))));
      }
    }
    return text.toString();
  }

  private static String pad(String name) {
    return " ".repeat(Math.max(1, 14 - name.length()));
  }

  private static String purpose(Help help, String name) {
    CommandLine command = help.commandSpec().subcommands().get(name);
    if (command == null) {
      return LauncherCommands.purpose(name);
    }
    String[] description = command.getCommandSpec().usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  static String footer(Ansi ansi) {
    return ansi.string(
        """

        @|bold Environment|@  IDLEGRID_URL, IDLEGRID_TOKEN, IDLEGRID_OUTPUT, IDLEGRID_CONFIG, NO_COLOR
        @|bold Exit codes|@   0 done, 1 failed, 2 usage, 3 not allowed, 4 not found, 5 conflict,
                     6 unreachable, 124 timeout, 130 Ctrl-C (detaches, never cancels)

        More about one: idlegrid help job submit
        """);
  }
}
