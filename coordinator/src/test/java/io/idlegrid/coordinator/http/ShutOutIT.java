package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever is shut out stays outside, whoever has the machine has the last word, and both show. */
@ExtendWith(SharedCoordinator.class)
class ShutOutIT {

  private final Grid grid;

  ShutOutIT(Grid grid) {
    this.grid = grid;
  }

  private static void disable(Client by, String name) {
    Answer answer = by.patch("/api/v1/accounts/" + name, "{\"disabled\": true}");
    assertEquals(200, answer.status(), answer.text());
  }

  private Client deviceOf(Client owner, String name) {
    JsonNode code = owner.post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}").json();
    String join = "{\"code\": \"%s\", \"name\": \"%s\"}";
    JsonNode joined =
        grid.anybody()
            .post("/api/v1/devices/join", join.formatted(code.path("code").asText(), name))
            .json();
    return grid.anybody().as(joined.path("key").asText());
  }

  @Test
  void aSocketThatHasNotGreetedWhenItsOwnerIsDisabledDoesNotSlipThrough() {
    Client owner = Grid.account(grid.admin(), "shut-1", "owner");
    Client device = deviceOf(owner, "shut-1");
    try (DeviceLine greeted = DeviceLine.open(device).hello();
        DeviceLine silent = DeviceLine.open(deviceOf(owner, "shut-1b"))) {
      greeted.next("welcome");

      disable(grid.admin(), "shut-1");
      silent.hello();

      assertEquals("account shut-1 was disabled", greeted.end());
      assertEquals("this device may not come in any more", silent.end());
    }
  }

  private String hostSecret() throws IOException {
    return Files.readString(grid.data().resolve("host.secret")).strip();
  }

  private Answer overrule(String secret, String account, String change) {
    return grid.anybody()
        .post(
            "/api/v1/recovery/account",
            "{\"secret\": \"%s\", \"account\": \"%s\", %s}".formatted(secret, account, change));
  }

  @Test
  void whoeverHasTheMachineDisablesAndDemotesAdministratorsToo() throws IOException {
    String recovery = "{\"secret\": \"%s\", \"account\": \"shut-boss\"}".formatted(hostSecret());
    JsonNode invite = grid.anybody().post("/api/v1/recovery", recovery).json();
    Browser boss =
        Browser.of(
            grid.anybody(),
            grid.anybody()
                .post(
                    "/api/v1/sessions/by-invitation",
                    Browser.redeem(invite.path("secret").asText(), Browser.PASSWORD)));
    assertEquals(200, boss.get("/api/v1/audit").status());

    Answer demoted = overrule(hostSecret(), "shut-boss", "\"roles\": [\"viewer\"]");

    assertEquals("[\"viewer\"]", demoted.json().path("roles").toString(), demoted.text());
    boss.get("/api/v1/whoami").problem(401, "access.token");
    assertTrue(
        overrule(hostSecret(), "shut-boss", "\"disabled\": true")
            .json()
            .path("disabled")
            .asBoolean());
    Browser.signIn(grid.anybody(), "shut-boss", Browser.PASSWORD).problem(403, "account.disabled");
    overrule("0".repeat(64), "shut-boss", "\"disabled\": false").problem(403, "recovery.secret");
    overrule(hostSecret(), "shut-nobody", "\"disabled\": true").problem(404, "account.unknown");
    String audit = grid.admin().get("/api/v1/audit?limit=50").text();
    assertTrue(audit.contains("shut-boss: roles [viewer]"), audit);
    assertTrue(
        audit.contains("shut-boss: by an invitation made on the coordinator's machine"), audit);
  }

  @Test
  void theAuditLogTellsWhoMadeTheSecretsThatOthersUse() {
    Browser.invited(grid, "shut-2", "submitter");
    Client minted = Grid.account(grid.admin(), "shut-3", "submitter");

    minted.post("/api/v1/tokens", "{\"label\": \"by a token of others\"}");

    String audit = grid.admin().get("/api/v1/audit?limit=50").text();
    assertTrue(audit.contains("shut-2: by an invitation of admin"), audit);
    assertTrue(audit.contains(", made by admin\""), audit);
  }
}
