package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.domain.access.AuditEntry;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.edge.auth.AuditTrail;
import io.idlegrid.protocol.access.AuditView;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

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
            .answers(200, "a page", AuditView.Page.class)
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
    List<AuditEntry> page = audit.before(before, request.limit());
    String next =
        page.size() == request.limit()
            ? String.valueOf(page.get(page.size() - 1).sequence())
            : null;
    request.answer(new AuditView.Page(page.stream().map(AuditTrail::view).toList(), next));
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
