package io.idlegrid.coordinator.sim;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.edge.link.FromWorker;
import io.idlegrid.coordinator.edge.link.ToWorker;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.WorkerMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Connections that delay, repeat and reorder messages, and break. Worse than TCP on purpose:
 * whatever survives this survives a proxy that buffers.
 */
final class SimNetwork {

  private final Scenario scenario;
  private final SplittableRandom random;
  private final VirtualTime time;
  private final Map<DeviceId, Connection> connections = new HashMap<>();
  private @Nullable SimCoordinator coordinator;
  private boolean isCalm;
  private long connectionNumber;

  private record Connection(long number, SimDevice device, int boot, SimCoordinator end) {}

  SimNetwork(Scenario scenario, SplittableRandom random, VirtualTime time) {
    this.scenario = scenario;
    this.random = random;
    this.time = time;
  }

  /** From now on devices that connect reach this coordinator, or none. */
  void serve(@Nullable SimCoordinator current) {
    coordinator = current;
  }

  /** Faults are over. */
  void calm() {
    isCalm = true;
  }

  void connect(SimDevice device) {
    SimCoordinator current = coordinator;
    int boot = device.boot();
    if (current == null || (!isCalm && random.nextDouble() < 0.1)) {
      time.after(Duration.ofMillis(50), () -> refuse(device, boot));
      return;
    }
    Connection connection = new Connection(++connectionNumber, device, boot, current);
    time.after(
        delay(),
        () -> {
          if (device.boot() == boot && current.isUp()) {
            connections.put(device.id(), connection);
            device.connected();
          } else {
            refuse(device, boot);
          }
        });
  }

  private static void refuse(SimDevice device, int boot) {
    if (device.boot() == boot) {
      device.disconnected("connection refused");
    }
  }

  /** The device, or its power, ends the connection. */
  void disconnect(SimDevice device) {
    Connection connection = connections.remove(device.id());
    if (connection != null) {
      time.after(delay(), () -> connection.end().gone(device.id(), connection.number()));
    }
  }

  /** A coordinator is gone: its connections break. */
  void drop(SimCoordinator gone) {
    for (Connection connection : Map.copyOf(connections).values()) {
      if (connection.end() == gone) {
        breakDown(connection);
      }
    }
  }

  void send(SimDevice device, WorkerMessage message) {
    Connection connection = connections.get(device.id());
    if (connection == null || isLost(connection)) {
      return;
    }
    for (int copy = copies(); copy > 0; copy--) {
      time.after(delay(), () -> deliver(connection, message));
    }
  }

  /** The coordinator's side of the connections. */
  DeviceLinks linksOf(SimCoordinator from) {
    return new DeviceLinks() {
      @Override
      public void send(DeviceId device, long number, Orders orders) {
        SimNetwork.this.send(from, device, number, ToWorker.orders(orders));
      }

      @Override
      public void welcome(DeviceId device, long number, Welcome welcome) {
        SimNetwork.this.send(
            from,
            device,
            number,
            new CoordinatorMessage.Welcome(
                1,
                "json",
                device.value(),
                4_000,
                welcome.lease().toMillis(),
                ToWorker.leases(welcome.adopted()),
                ToWorker.leases(welcome.refused()),
                ToWorker.command(welcome.duty())));
      }
    };
  }

  private void send(SimCoordinator from, DeviceId device, long number, CoordinatorMessage message) {
    Connection connection = connections.get(device);
    if (connection == null
        || connection.number() != number
        || connection.end() != from
        || isLost(connection)) {
      return;
    }
    for (int copy = copies(); copy > 0; copy--) {
      time.after(
          delay(),
          () -> {
            if (connection.device().boot() == connection.boot()) {
              connection.device().receive(message);
            }
          });
    }
  }

  private void deliver(Connection connection, WorkerMessage message) {
    SimCoordinator end = connection.end();
    DeviceId device = connection.device().id();
    if (message instanceof WorkerMessage.Hello hello) {
      end.hello(device, connection.number(), FromWorker.hello(hello));
    } else if (message instanceof WorkerMessage.Report report) {
      end.report(device, connection.number(), FromWorker.report(report, time.now()));
    }
  }

  private boolean isLost(Connection connection) {
    if (isCalm || random.nextDouble() >= scenario.lossRate()) {
      return false;
    }
    if (random.nextBoolean()) {
      breakDown(connection);
    }
    return true;
  }

  private void breakDown(Connection connection) {
    connections.remove(connection.device().id(), connection);
    time.after(
        delay(),
        () -> {
          if (connection.device().boot() == connection.boot()) {
            connection.device().disconnected("connection reset");
          }
        });
    time.after(delay(), () -> connection.end().gone(connection.device().id(), connection.number()));
  }

  private int copies() {
    return !isCalm && random.nextDouble() < scenario.repeatRate() ? 2 : 1;
  }

  private Duration delay() {
    long mean = isCalm ? 5 : scenario.meanDelay().toMillis();
    return Duration.ofMillis(1 + (long) (mean * -Math.log(1 - random.nextDouble())));
  }
}
