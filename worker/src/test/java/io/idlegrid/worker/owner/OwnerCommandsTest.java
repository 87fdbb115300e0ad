package io.idlegrid.worker.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import io.idlegrid.worker.domain.owner.PolicyText;
import io.idlegrid.worker.edge.owner.FixedDesk;
import io.idlegrid.worker.edge.owner.OwnerDoor;
import io.idlegrid.worker.edge.owner.OwnerJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OwnerCommandsTest {

  private static final ObjectMapper JSON = OwnerJson.mapper();

  @TempDir Path folder;
  private final FixedDesk desk = new FixedDesk();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theOwnerHasASayWithoutTheCoordinator() throws Exception {
    OwnerDoor door = OwnerDoor.open(folder, JSON, desk);
    try {
      assertEquals(0, owner("pause", "2h"));
      assertEquals(0, owner("finish"));
      assertEquals(0, owner("pause"));
      assertEquals(0, owner("resume"));
    } finally {
      door.close();
    }

    assertEquals(
        List.of(
            OwnerOrder.Wish.PAUSE,
            OwnerOrder.Wish.FINISH,
            OwnerOrder.Wish.PAUSE,
            OwnerOrder.Wish.LEND),
        desk.orders.stream().map(OwnerOrder::wish).toList());
    assertTrue(desk.orders.get(0).until() != null);
    assertTrue(desk.orders.get(2).until() == null);
  }

  @Test
  void statusSaysWhatRunsForWhomAndWhatItCost() throws Exception {
    OwnerDoor door = OwnerDoor.open(folder, JSON, desk);
    try {
      assertEquals(0, owner("status"));
    } finally {
      door.close();
    }

    String text = out.toString();
    assertTrue(text.contains("<b>count</b> for alice: running, 61 s active"), text);
    assertTrue(text.contains("temperature unknown"), text);
    assertTrue(text.contains("http://mirror.lan:5000: read 5.0 MiB since the start"), text);
    assertTrue(text.contains("team/count@sha256:12: the registry does not have it"), text);
    assertTrue(text.contains("2026-11-23   you may have waited 250 ms"), text);
    assertTrue(text.contains("temperature cannot be measured here"), text);
  }

  @Test
  void statusAsJsonIsTheView() throws Exception {
    OwnerDoor door = OwnerDoor.open(folder, JSON, desk);
    try {
      assertEquals(0, owner("status", "-o", "json"));
    } finally {
      door.close();
    }

    assertEquals("cam-3", JSON.readTree(out.toString()).path("device").asText());
  }

  @Test
  void testShowsHowFastUnitsLeave() throws Exception {
    OwnerDoor door = OwnerDoor.open(folder, JSON, desk);
    try {
      assertEquals(0, owner("test"));
    } finally {
      door.close();
    }

    assertTrue(out.toString().contains("burst to standstill: 87 ms"), out.toString());
  }

  @Test
  void withoutAWorkerItSaysSo() {
    assertEquals(6, owner("status"));

    assertEquals(
        "No worker runs with the folder %s.\nGive its folder with --data.\n".formatted(folder),
        err.toString());
  }

  @Test
  void aTimeThatIsNoneIsAnErrorOfUse() {
    assertEquals(2, owner("pause", "soon"));
    assertEquals("'soon' is not a time like 30s, 5m, 2h or 1d\n", err.toString());
  }

  @Test
  void aPolicyIsCheckedWithoutAWorker() throws Exception {
    Path file = folder.resolve("mine.conf");
    Files.writeString(file, "\ntemprature.most = 60\n");

    assertEquals(2, owner("policy", "--check", file.toString()));
    assertEquals(
        file + ", line 2: there is no 'temprature.most'; did you mean 'temperature.most'?\n",
        err.toString());
  }

  @Test
  void whatCannotBeAPolicyIsSaidInWords() throws Exception {
    Path file = Files.createDirectory(folder.resolve("another"));

    assertEquals(1, owner("policy", "--check", file.toString()));

    assertEquals(
        file + " is no file; remove it, or put a file of lines 'key = value' there\n",
        err.toString());
  }

  @Test
  void aPolicyToBeginWithIsWrittenOnce() throws Exception {
    assertEquals(0, owner("policy", "--init"));
    String written = Files.readString(folder.resolve("policy.conf"));

    assertEquals(1, owner("policy", "--init"));
    assertEquals(PolicyText.template(), written);
  }

  @Test
  void onlyItsUserMayOpenTheSocket() throws Exception {
    OwnerDoor door = OwnerDoor.open(folder, JSON, desk);
    try {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("owner.sock"))));
    } finally {
      door.close();
    }
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aFolderTooDeepForASocketWorksToo() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(60)).resolve("e".repeat(60)));
    OwnerDoor door = OwnerDoor.open(deep, JSON, desk);
    try {
      assertEquals(0, run("status", "--data", deep.toString()), err.toString());
    } finally {
      door.close();
    }
    try (var left = Files.list(deep)) {
      assertEquals(0, left.count());
    }
  }

  private int owner(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", folder.toString()));
    return run(all.toArray(String[]::new));
  }

  private int run(String... words) {
    OwnerCommands commands = new OwnerCommands(JSON);
    CommandLine line = new CommandLine(commands);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return commands.run(line, List.of(words), Map.of());
  }
}
