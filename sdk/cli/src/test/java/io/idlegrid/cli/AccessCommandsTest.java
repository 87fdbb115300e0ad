package io.idlegrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.cli.Shell.Result;
import io.idlegrid.cli.command.Documents;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.AuditChain;
import io.idlegrid.protocol.access.AuditView;
import io.idlegrid.protocol.access.QuotaView;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.access.Whoami;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about accounts, against a coordinator that answers what it was told to. */
class AccessCommandsTest {

  @TempDir private Path home;
  private final FakeGrid grid = new FakeGrid();

  @AfterEach
  void close() {
    grid.close();
  }

  private Result type(String... words) {
    return new Shell(home).at(grid).type(words);
  }

  @Test
  void loginAsksForAPasswordAndKeepsTheTokenOnly() throws IOException {
    grid.answers(
        "POST /api/v1/tokens/by-password",
        new TokenView.Created(
            "igt_x", new TokenView("abc", "ada", "l", List.of("all"), Shell.NOW, null, null)));
    grid.answers("GET /api/v1/whoami", new Whoami("ada", List.of("submitter"), List.of()));

    Result login =
        new Shell(home)
            .reading("seven quiet cameras\n")
            .type("login", grid.url(), "--account", "ada");

    assertEquals(0, login.exitCode(), login.err());
    assertTrue(
        grid.asked("POST /api/v1/tokens/by-password")
            .body()
            .contains("\"password\":\"seven quiet cameras\""));
    assertEquals("Bearer igt_x", grid.asked("GET /api/v1/whoami").token());
    String kept = Files.readString(home.resolve(".config/idlegrid/credentials.json"));
    assertTrue(kept.contains("igt_x") && !kept.contains("cameras"), kept);
  }

  @Test
  void loginWithoutAPasswordSaysWhatIsMissing() {
    Result login = new Shell(home).reading("").type("login", grid.url(), "--account", "ada");

    assertEquals(2, login.exitCode());
    assertTrue(login.err().contains("no password was given"), login.err());
  }

  @Test
  void whoeverHasTheDataFolderShutsAnAccountOutAndDemotesIt() throws IOException {
    Files.writeString(home.resolve("url"), grid.url());
    Files.writeString(home.resolve("host.secret"), "of the host");
    grid.answers("POST /api/v1/recovery/account", account(new QuotaView(null, null, null)));

    Result result =
        type("user", "recover", "ada", "--disable", "--role", "viewer", "--data", home.toString());

    assertEquals(0, result.exitCode(), result.err());
    assertEquals(
        "{\"secret\":\"of the host\",\"account\":\"ada\",\"roles\":[\"viewer\"],\"disabled\":true}",
        grid.asked("POST /api/v1/recovery/account").body());
  }

  @Test
  void devicesThatWaitAreLetInOrRefused() {
    grid.answers("POST /api/v1/devices/d-1/approval", 204, "application/json", "");
    grid.answers("POST /api/v1/devices/d-2/approval", 204, "application/json", "");

    assertEquals(0, type("device", "approve", "d-1").exitCode());
    assertEquals(0, type("device", "refuse", "d-2").exitCode());

    assertEquals("{\"approved\":true}", grid.asked("POST /api/v1/devices/d-1/approval").body());
    assertEquals("{\"approved\":false}", grid.asked("POST /api/v1/devices/d-2/approval").body());
  }

  @Test
  void aTokenIsAskedForWithScopesAndAnEnd() {
    grid.answers(
        "POST /api/v1/tokens",
        new TokenView.Created(
            "s", new TokenView("abc", "ada", "ci", List.of("jobs"), Shell.NOW, null, null)));

    type("token", "create", "--label", "ci", "--scope", "jobs,read", "--expires", "30");

    assertEquals(
        "{\"label\":\"ci\",\"days\":30,\"scopes\":[\"jobs\",\"read\"]}",
        grid.asked("POST /api/v1/tokens").body());
  }

  private static AccountView account(QuotaView quota) {
    return new AccountView("ada", List.of("submitter"), Shell.NOW, false, true, quota);
  }

  @Test
  void aQuotaChangesOnlyWhatIsNamed() {
    grid.answers("GET /api/v1/accounts/ada", account(new QuotaView(7L, null, 100L)));
    grid.answers("PATCH /api/v1/accounts/ada", account(new QuotaView(7L, null, 100L)));
    grid.answers(
        "GET /api/v1/accounts/ada/use",
        new QuotaView.Use("ada", new QuotaView(7L, 10L << 30, null), 3, 5L << 20, 12));

    Result result = type("user", "quota", "ada", "--storage", "10GiB", "--submissions", "none");

    assertEquals(
        "{\"quota\":{\"runningUnits\":7,\"storageBytes\":10737418240}}",
        grid.asked("PATCH /api/v1/accounts/ada").body());
    assertTrue(result.out().contains("storage          5.0 MiB of 10 GiB"), result.out());
    assertTrue(result.out().contains("jobs this hour   12 of any number"), result.out());
    assertEquals(2, type("user", "quota", "ada", "--storage", "much").exitCode());
  }

  @Test
  void anInvitationIsALink() {
    grid.answers(
        "POST /api/v1/accounts/ada/invite",
        new AccountView.Invite("ada", "igp_x", "/#/signin?invitation=igp_x", Shell.NOW));

    Result result = type("user", "invite", "ada");

    assertEquals(grid.url() + "/#/signin?invitation=igp_x\n", result.out());
  }

  @Test
  void whoeverHasTheDataFolderComesBackIn() throws IOException {
    Path data = Files.createDirectory(home.resolve("data"));
    Files.writeString(data.resolve("url"), grid.url() + "\n");
    Files.writeString(data.resolve("host.secret"), "hush\n");
    grid.answers(
        "POST /api/v1/recovery",
        new AccountView.Invite("ada", "igp_x", "/#/signin?invitation=igp_x", Shell.NOW));

    Result result = new Shell(home).type("user", "recover", "ada", "--data", data.toString());

    assertEquals(grid.url() + "/#/signin?invitation=igp_x\n", result.out());
    assertEquals(
        "{\"secret\":\"hush\",\"account\":\"ada\"}", grid.asked("POST /api/v1/recovery").body());
    assertEquals(4, new Shell(home).type("user", "recover", "ada", "--data", "nowhere").exitCode());
  }

  private static List<AuditView> chain(int entries) {
    List<AuditView> chain = new ArrayList<>();
    String previous = AuditView.GENESIS;
    for (int i = 1; i <= entries; i++) {
      AuditView bare =
          new AuditView(
              i, Shell.NOW, "ada", "session", "POST /x", "t", "::1", "done", previous, "");
      previous = AuditChain.hash(bare);
      chain.add(
          new AuditView(
              i,
              Shell.NOW,
              "ada",
              "session",
              "POST /x",
              "t",
              "::1",
              "done",
              bare.previous(),
              previous));
    }
    return chain;
  }

  private void exports(List<AuditView> entries) {
    StringBuilder lines = new StringBuilder();
    entries.forEach(each -> lines.append(Documents.jsonLine(each)).append('\n'));
    grid.answers("GET /api/v1/audit/export", 200, "application/x-ndjson", lines.toString());
  }

  @Test
  void aWholeChainIsVerifiedHere() {
    List<AuditView> chain = chain(3);
    exports(chain);

    Result whole = type("audit", "verify", "--head", chain.get(1).hash());
    Result cut = type("audit", "verify", "--head", "0".repeat(64));

    assertEquals("3 entries, whole; newest " + chain.get(2).hash() + "\n", whole.out());
    assertEquals(1, cut.exitCode());
    assertTrue(cut.err().contains("is not in it"), cut.err());
  }

  @Test
  void aBrokenChainIsFound() {
    List<AuditView> chain = chain(3);
    chain.remove(1);
    exports(chain);

    Result result = type("audit", "verify");

    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains("entry 2 does not follow"), result.err());
  }
}
