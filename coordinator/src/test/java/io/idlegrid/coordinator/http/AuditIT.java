package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is remembered of who did what. */
@ExtendWith(SharedCoordinator.class)
class AuditIT {

  private final Grid grid;

  AuditIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void everyChangeIsInTheAuditLogAndTheChainIsWhole() throws IOException {
    Browser browser = Browser.invited(grid, "audit-1", "submitter");
    String id =
        grid.submitter()
            .submit(
                """
                apiVersion: idlegrid/v1
                kind: Job
                spec:
                  run: {command: ["true"]}
                  where: device.arch == "nowhere"
                  data: {split: {by: range, to: 3}}
                """)
            .json()
            .path("id")
            .asText();
    grid.other().post("/api/v1/jobs/" + id + "/cancel", "");
    grid.submitter().post("/api/v1/jobs/" + id + "/cancel", "");
    browser.send("POST", "/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}");

    Client device = grid.device("audit-device");
    String code = grid.owner().post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}").text();
    String join =
        "{\"code\": \"%s\", \"name\": \"audit-second\"}"
            .formatted(code.replaceAll(".*\"code\":\"([^\"]+)\".*", "$1"));
    String joined = device.post("/api/v1/devices/join", join).header("Location");
    grid.owner()
        .send(
            "PATCH",
            "/api/v1/devices/audit-device",
            "{\"duty\": \"LEND\", \"risk\": 0.02}".getBytes(StandardCharsets.UTF_8));
    for (String path : List.of("setup", "recovery")) {
      grid.anybody()
          .post(
              "/api/v1/" + path,
              "{\"secret\": \"x\", \"account\": \"x\"}",
              "X-Forwarded-For",
              "192.0.2.40")
          .problem(403, path + ".secret");
    }

    String named = grid.owner().get("/api/v1/devices/audit-device").json().path("id").asText();
    JsonNode verdict = grid.admin().get("/api/v1/audit/verification").json();
    List<String> lines = new ArrayList<>();
    grid.admin()
        .get("/api/v1/audit?limit=1000")
        .json()
        .path("items")
        .forEach(
            each ->
                lines.add(
                    String.join(
                        " | ",
                        each.path("who").asText(),
                        each.path("action").asText(),
                        each.path("target").asText(),
                        each.path("outcome").asText())));

    assertTrue(verdict.path("whole").asBoolean(), verdict.toString());
    for (String line :
        List.of(
            "admin | POST /api/v1/accounts | audit-1: submitter | done",
            "admin | POST /api/v1/accounts/{name}/invite | audit-1 | done",
            "audit-1 | POST /api/v1/sessions/by-invitation | audit-1: by an invitation of admin | done",
            "submitter | POST /api/v1/jobs | jobs/" + id + " | done",
            "other | POST /api/v1/jobs/{id}/cancel | jobs/" + id + "/cancel | job.unknown",
            "submitter | POST /api/v1/jobs/{id}/cancel | jobs/" + id + "/cancel | done",
            "audit-1 | POST /api/v1/invitations |  | access.right",
            " | POST /api/v1/devices/join | " + joined.substring("/api/v1/".length()) + " | done",
            "owner | PATCH /api/v1/devices/{id} | devices/audit-device: "
                + named
                + ", duty LEND, risk 0.02 | done",
            " | POST /api/v1/setup |  | setup.secret",
            " | POST /api/v1/recovery |  | recovery.secret")) {
      assertTrue(lines.contains(line), line + " in\n" + String.join("\n", lines));
    }
    grid.submitter().get("/api/v1/audit").problem(403, "access.right");
    Answer export = grid.admin().get("/api/v1/audit/export?from=2");
    assertTrue(export.text().startsWith("{\"sequence\":2,"), export.text());
    assertEquals("attachment; filename=\"audit.jsonl\"", export.header("Content-Disposition"));
  }

  @Test
  void whatSomebodyLooksForIsFoundByAccountActionTargetTimeAndText() {
    Client ada = Grid.account(grid.admin(), "audit-ada", "owner");
    String before = Instant.now().toString();
    ada.post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}");
    ada.post("/api/v1/invitations", "{\"uses\": 7, \"hours\": 1}");
    ada.delete("/api/v1/invitations/0123456789ab");
    String after = Instant.now().toString();

    assertEquals(3, found("account=audit-ada").size());
    assertEquals(
        List.of("DELETE /api/v1/invitations/{id}"), found("account=audit-ada&action=delete"));
    assertEquals(2, found("account=audit-ada&action=POST%20").size());
    assertEquals(1, found("account=audit-ada&target=7%20DEVICES").size());
    assertEquals(1, found("account=audit-ada&text=invitation.unknown").size());
    assertEquals(3, found("account=audit-ada&since=" + before + "&until=" + after).size());
    assertEquals(List.of(), found("account=audit-ada&since=" + after));
    assertEquals(List.of(), found("account=audit-ada&until=" + before));
    assertEquals(List.of(), found("account=audit"));

    JsonNode first = grid.admin().get("/api/v1/audit?account=audit-ada&limit=2").json();
    JsonNode rest =
        grid.admin()
            .get("/api/v1/audit?account=audit-ada&cursor=" + first.path("next").asText())
            .json();
    assertEquals(2, first.path("items").size());
    assertEquals(1, rest.path("items").size());
    grid.admin().get("/api/v1/audit?since=yesterday").problem(422, "query.time", "?since");
  }

  private List<String> found(String query) {
    Answer answer = grid.admin().get("/api/v1/audit?limit=1000&" + query);
    assertEquals(200, answer.status(), answer.text());
    List<String> actions = new ArrayList<>();
    answer.json().path("items").forEach(each -> actions.add(each.path("action").asText()));
    return actions;
  }

  @Test
  void whoeverIsRefusedOnAndOnDoesNotFillTheLog() {
    Client noisy = Grid.account(grid.admin(), "audit-noisy", "viewer");
    for (int i = 0; i < 110; i++) {
      noisy.post("/api/v1/invitations", "{}").problem(403, "access.right");
    }

    // Behind it, everything that was to be remembered is written.
    grid.admin().get("/api/v1/audit/verification");
    List<String> outcomes = new ArrayList<>();
    grid.admin()
        .get("/api/v1/audit?limit=1000")
        .json()
        .path("items")
        .forEach(
            each -> {
              if (each.path("who").asText().equals("audit-noisy")) {
                outcomes.add(each.path("outcome").asText());
              }
            });

    assertEquals(100, outcomes.size());
    assertEquals(
        "access.right; further refusals within the hour are left out", outcomes.get(0), "newest");
  }
}
