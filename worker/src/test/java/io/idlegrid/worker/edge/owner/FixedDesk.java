package io.idlegrid.worker.edge.owner;

import io.idlegrid.worker.domain.harm.HarmDay;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import io.idlegrid.worker.domain.owner.PolicyText;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A desk with a device that one unit runs on; remembers what it was told. */
public final class FixedDesk implements OwnerDesk {

  public final List<OwnerOrder> orders = new CopyOnWriteArrayList<>();

  @Override
  public OwnerView view() {
    boolean isPaused =
        !orders.isEmpty() && orders.get(orders.size() - 1).wish() == OwnerOrder.Wish.PAUSE;
    return new OwnerView(
        "cam-3",
        "https://grid.example",
        true,
        isPaused ? "paused" : "available",
        isPaused ? "paused by its owner" : "",
        null,
        new OwnerView.Load(3.2, 81.0, 512L << 20, 3L << 30, null, false, null, 1.0, 0.0),
        List.of(
            new OwnerView.Attempt("j1/4.7", "<b>count</b>", "alice", "running", 61_000, 60_000)),
        new OwnerView.Limits(4, 3.5, 1L << 30, 3L << 30, 25, 15, 70.0, "always"),
        List.of("temperature"),
        List.of(),
        List.of("no weights for disks"),
        new OwnerView.Grid(7_200, 31, 15, 98.4, "trees of this device"),
        new OwnerView.Harm(
            List.of(
                new HarmDay(LocalDate.of(2026, 11, 23), 3, 1, 250, 12, 7_200_000, 3_600_000, 0, 0)),
            List.of(
                new HarmOfAttempt(
                    "j1/4.7", "count", "alice", Instant.EPOCH, 3, 250, 61_000, 60_000))),
        new OwnerView.Sharing("192.168.1.7:7090", 12_345_678, 3, 524_288.0, registry()));
  }

  private static OwnerView.Registry registry() {
    return new OwnerView.Registry(
        "http://mirror.lan:5000",
        5_242_880,
        "",
        List.of("team/count@sha256:12: the registry does not have it"),
        null);
  }

  @Override
  public void say(OwnerOrder order) {
    orders.add(order);
  }

  @Override
  public Policy policy() {
    return new Policy("/var/lib/idlegrid/policy.conf", PolicyText.print(Map.of()), List.of());
  }

  @Override
  public Burst test() {
    return new Burst(1, 87L, 612L, "all stood still");
  }

  @Override
  public URI page() {
    return URI.create("http://127.0.0.1:1/token/");
  }
}
