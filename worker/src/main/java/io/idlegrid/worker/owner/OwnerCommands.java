package io.idlegrid.worker.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import io.idlegrid.worker.domain.owner.PolicyText;
import io.idlegrid.worker.edge.owner.OwnerCall;
import io.idlegrid.worker.edge.owner.OwnerDesk;
import io.idlegrid.worker.edge.owner.OwnerRequest;
import io.idlegrid.worker.edge.owner.OwnerView;
import io.idlegrid.worker.edge.owner.PolicyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The words of {@code idlegrid owner}. */
@Command(
    name = "idlegrid owner",
    mixinStandardHelpOptions = true,
    description = "Your say over the worker on this device; no coordinator is needed.")
public final class OwnerCommands {

  private static final int UNREACHABLE = 6;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final String FOLDER = "idlegrid-device";

  private final ObjectMapper json;

  @Option(
      names = "--data",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      description = "The worker's folder (default: IDLEGRID_WORKER_DATA, or " + FOLDER + ").")
  private @Nullable Path data;

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json (default: ${DEFAULT-VALUE}).")
  private String output;

  @Spec private CommandSpec spec;
  private Map<String, String> environment = Map.of();

  /**
   * @param json that the worker's socket speaks
   */
  public OwnerCommands(ObjectMapper json) {
    this.json = json;
    this.output = "table";
  }

  /** Runs; returns the exit code. */
  public int run(List<String> arguments, Map<String, String> variables) {
    return run(new CommandLine(this), arguments, variables);
  }

  int run(CommandLine command, List<String> arguments, Map<String, String> variables) {
    environment = variables;
    command.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          if (error instanceof OwnerCall.Failed refused) {
            failed.getErr().println(refused.getMessage());
            return refused.isUnreachable() ? UNREACHABLE : FAILED;
          }
          throw error;
        });
    if (arguments.isEmpty()) {
      command.usage(command.getErr());
      return USAGE;
    }
    return command.execute(arguments.toArray(String[]::new));
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows the load, what runs and for whom, and the harm.")
  int status() throws OwnerCall.Failed, IOException {
    JsonNode view = ask("status", null);
    if (isJson()) {
      print(view);
    } else {
      new StatusText(out()).print(json.treeToValue(view, OwnerView.class));
    }
    return 0;
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Stops what runs and takes nothing new.")
  int pause(
      @Parameters(
              arity = "0..1",
              paramLabel = "TIME",
              description = "How long, such as 30m or 2h; until resume if left out.")
          @Nullable String time)
      throws OwnerCall.Failed, IOException {
    if (time != null && !isTime(time)) {
      return USAGE;
    }
    JsonNode order = ask("pause", time);
    return told(
        order,
        order.hasNonNull("until")
            ? "Paused until " + order.get("until").asText() + "."
            : "Paused until you say idlegrid owner resume.");
  }

  @Command(
      name = "finish",
      mixinStandardHelpOptions = true,
      description = "Lets what runs finish and takes nothing new.")
  int finish() throws OwnerCall.Failed, IOException {
    return told(ask("finish", null), "What runs may finish; nothing new is taken.");
  }

  @Command(name = "resume", mixinStandardHelpOptions = true, description = "Lends again.")
  int resume() throws OwnerCall.Failed, IOException {
    return told(ask("resume", null), "The device lends again when you do not need it.");
  }

  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = "Makes a burst of load and shows how fast units leave.")
  int test() throws OwnerCall.Failed, IOException {
    JsonNode answer = ask("test", null);
    OwnerDesk.Burst burst = json.treeToValue(answer, OwnerDesk.Burst.class);
    return told(
        answer,
        "%s%nunits running: %d%nburst to standstill: %s%nend of the burst to going on: %s"
            .formatted(
                burst.note(),
                burst.attempts(),
                millis(burst.stoppedMillis()),
                millis(burst.backMillis())));
  }

  @Command(
      name = "page",
      mixinStandardHelpOptions = true,
      description = "Opens your page and prints its address.")
  int page() throws OwnerCall.Failed, IOException {
    JsonNode address = ask("page", null);
    return told(address, address.asText());
  }

  @Command(
      name = "policy",
      mixinStandardHelpOptions = true,
      description = "Shows what holds, checks a file, or begins one.")
  int policy(
      @Option(names = "--check", paramLabel = "FILE", description = "Only checks this file.")
          @Nullable Path check,
      @Option(names = "--init", description = "Writes a file to begin with, all explained.")
          boolean init)
      throws OwnerCall.Failed, IOException {
    if (check != null) {
      return checked(check);
    }
    if (init) {
      return begun();
    }
    try {
      JsonNode answer = ask("policy", null);
      OwnerDesk.Policy policy = json.treeToValue(answer, OwnerDesk.Policy.class);
      told(answer, "# " + policy.file() + "\n" + policy.text());
      policy.errors().forEach(err()::println);
      return policy.errors().isEmpty() ? 0 : FAILED;
    } catch (OwnerCall.Failed e) {
      if (!e.isUnreachable()) {
        throw e;
      }
      err().println(e.getMessage());
      return checked(folder().resolve(PolicyFile.NAME));
    }
  }

  private int begun() throws IOException {
    Path file = folder().resolve(PolicyFile.NAME);
    if (Files.exists(file)) {
      err().println(file + " is there already and stays as it is.");
      return FAILED;
    }
    try {
      Files.writeString(file, PolicyText.template(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      err()
          .println(
              "%s cannot be written: %s%nGive the worker's folder with --data."
                  .formatted(file.toAbsolutePath(), e));
      return FAILED;
    }
    out().println(file);
    return 0;
  }

  private int checked(Path file) throws IOException {
    PolicyText text;
    try {
      text = PolicyText.parse(Files.exists(file) ? PolicyFile.readText(file) : "");
    } catch (IOException e) {
      err()
          .println(
              e instanceof AccessDeniedException
                  ? "You may not read " + file + "."
                  : e.getMessage());
      return FAILED;
    }
    text.errors().forEach(error -> err().println(file + ", " + error));
    if (text.errors().isEmpty()) {
      out().println("# " + file + (Files.exists(file) ? "" : " (not there)"));
      out().println(PolicyText.print(text.values()));
    }
    return text.errors().isEmpty() ? 0 : USAGE;
  }

  /** Says in one line what is wrong; all commands listed below would hide it. */
  private boolean isTime(String time) {
    try {
      OwnerOrder.time(time);
      return true;
    } catch (IllegalArgumentException e) {
      err().println(e.getMessage());
      return false;
    }
  }

  private int told(JsonNode answer, String words) throws IOException {
    if (isJson()) {
      print(answer);
    } else {
      out().println(words);
    }
    return 0;
  }

  private JsonNode ask(String what, @Nullable String time) throws OwnerCall.Failed {
    return new OwnerCall(folder(), json).ask(new OwnerRequest(what, time));
  }

  private Path folder() {
    if (data != null) {
      return data;
    }
    return Path.of(environment.getOrDefault("IDLEGRID_WORKER_DATA", FOLDER));
  }

  private boolean isJson() {
    if (!output.equals("json") && !output.equals("table")) {
      throw new ParameterException(
          spec.commandLine(), "--output: '" + output + "' is neither table nor json");
    }
    return output.equals("json");
  }

  private void print(JsonNode value) throws IOException {
    out().println(json.writerWithDefaultPrettyPrinter().writeValueAsString(value));
  }

  private static String millis(@Nullable Long millis) {
    return millis == null ? "-" : millis + " ms";
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
