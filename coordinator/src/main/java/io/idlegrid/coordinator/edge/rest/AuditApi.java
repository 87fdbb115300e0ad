package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.domain.access.AuditEntry;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.edge.auth.AuditSearch;
import io.idlegrid.coordinator.edge.auth.AuditTrail;
import io.idlegrid.protocol.access.AuditView;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/** The audit log over HTTP. */
final class AuditApi {

  private static final String PATH = "/api/v1/audit";
  private static final int AT_ONCE = 500;

  private final AuditTrail audit;
  private final ObjectMapper json;

  AuditApi(AuditTrail audit, ObjectMapper json) {
    this.audit = audit;
    this.json = json;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, Route.having(Right.SEE_AUDIT), "Lists who changed what, newest first")
            .paged()
            .query("account", "string", "only what this account did")
            .query("action", "string", "only actions with this in them, such as DELETE or /jobs")
            .query("target", "string", "only what was done to something with this in its name")
            .query("since", "string", "only from this instant on, such as 2026-05-01T00:00:00Z")
            .query("until", "string", "only before this instant")
            .query("text", "string", "only entries with this in any part")
            .answers(
                200,
                "a page; one of a search may have few entries and go on all the same",
                AuditView.Page.class)
            .by(this::list),
        Route.get(
                PATH + "/export",
                Route.having(Right.SEE_AUDIT),
                "The whole audit log, oldest first, one JSON document a line")
            .query("from", "integer", "first sequence wanted; 1 by default")
            .streams(200, "the entries", "application/x-ndjson")
            .by(this::export),
        Route.get(
                PATH + "/verification",
                Route.having(Right.SEE_AUDIT),
                "Follows the chain of hashes from the first entry to the last")
            .answers(200, "whether it is whole", AuditView.Verdict.class)
            .by(request -> request.answer(audit.verify())));
  }

  private void list(Request request) throws IOException {
    long before = request.number("cursor").orElse(Long.MAX_VALUE);
    AuditSearch search =
        new AuditSearch(
            request.query("account"),
            request.query("action"),
            request.query("target"),
            request.instant("since"),
            request.instant("until"),
            request.query("text"));
    AuditTrail.Found found = audit.find(search, before, request.limit());
    OptionalLong next = found.next();
    request.answer(
        new AuditView.Page(
            found.entries().stream().map(AuditTrail::view).toList(),
            next.isPresent() ? String.valueOf(next.getAsLong()) : null));
  }

  private void export(Request request) throws IOException {
    long next = Math.max(1, request.number("from").orElse(1L));
    request.context().res().setContentType("application/x-ndjson");
    Bytes.attachment(request, "audit.jsonl");
    OutputStream out = request.context().res().getOutputStream();
    List<AuditEntry> some = audit.from(next, AT_ONCE);
    while (!some.isEmpty()) {
      for (AuditEntry entry : some) {
        out.write(json.writeValueAsBytes(AuditTrail.view(entry)));
        out.write('\n');
        next = entry.sequence() + 1;
      }
      some = audit.from(next, AT_ONCE);
    }
  }
}
