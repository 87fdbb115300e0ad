package io.idlegrid.cli.service;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.job.JobReceipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "up",
    description = {
      "Starts the services of a Compose file, all of them together on each chosen device.",
      "Images are those that you pushed: idlegrid image push NAME FILE. What the file asks for and"
          + " no device can keep is refused with its line."
    })
final class ServiceUp extends GridCommand {

  @Parameters(paramLabel = "FILE", description = "The Compose file, or - for standard input.")
  private String file;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Devices that are to run the group, instead of what the file says.")
  private @Nullable Integer replicas;

  @Option(names = "--name", paramLabel = "NAME", description = "What to call it.")
  private @Nullable String name;

  ServiceUp(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws IOException {
    List<String> query = new ArrayList<>();
    if (replicas != null) {
      query.add("replicas=" + replicas);
    }
    if (name != null) {
      query.add("name=" + GridApi.segment(name));
    }
    String path = ServiceCommand.PATH + (query.isEmpty() ? "" : "?" + String.join("&", query));
    JobReceipt receipt =
        api()
            .post(
                path,
                compose(),
                JobReceipt.class,
                Map.of(
                    "Idempotency-Key",
                    UUID.randomUUID().toString(),
                    "Content-Type",
                    "application/yaml"));
    answer(
        Answer.one(
            receipt,
            receipt.id(),
            paint ->
                "Service " + paint.bold(receipt.id()) + ", replicas: " + receipt.units() + "\n"));
    say("Look at it: idlegrid service get " + receipt.id());
    return ExitCode.DONE;
  }

  private byte[] compose() throws IOException {
    if (file.equals("-")) {
      return surroundings.in().readAllBytes();
    }
    if (!Files.isRegularFile(Path.of(file))) {
      throw CommandException.usage("file.missing", "there is no file " + file, "check the path");
    }
    return Files.readAllBytes(Path.of(file));
  }
}
