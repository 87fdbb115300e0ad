package io.idlegrid.cli.service;

import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.service.ServiceView;
import io.idlegrid.protocol.service.ServiceView.Replica;
import io.idlegrid.protocol.service.ServiceView.ServiceState;

/** A service and its replicas as text. */
final class ServiceText {

  private ServiceText() {}

  static String of(ServiceView view, Paint paint) {
    StringBuilder text = new StringBuilder();
    text.append(paint.bold(view.job().id()))
        .append("  ")
        .append(view.job().name())
        .append("  ")
        .append(view.job().state());
    if (!view.job().reason().isEmpty()) {
      text.append(": ").append(view.job().reason());
    }
    text.append('\n');
    if (!view.replicas().isEmpty()) {
      text.append(table(view).text(paint));
    }
    return text.toString();
  }

  private static Table table(ServiceView view) {
    Table table = Table.of(">replica", "device", "service", "state", ">restarts", "why");
    for (Replica replica : view.replicas()) {
      String device = replica.device() == null ? "-" : replica.device();
      String phase = replica.phase() == null ? replica.state() : replica.phase();
      if (replica.services().isEmpty()) {
        table.row(String.valueOf(replica.index()), device, "-", phase, "", "");
      }
      for (ServiceState service : replica.services()) {
        boolean isFrozen = phase.equals("frozen");
        table.row(
            String.valueOf(replica.index()),
            device,
            service.name(),
            isFrozen ? service.state() + " (frozen)" : service.state(),
            String.valueOf(service.restarts()),
            service.detail());
      }
    }
    return table;
  }
}
