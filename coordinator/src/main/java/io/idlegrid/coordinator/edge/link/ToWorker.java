package io.idlegrid.coordinator.edge.link;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.split.UnitInput;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Granted;
import io.idlegrid.coordinator.flow.port.DeviceLinks.ImageWish;
import io.idlegrid.coordinator.flow.port.DeviceLinks.News;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Orders;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Revoked;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import java.util.List;
import java.util.Locale;

/** Writes what workers are told. */
public final class ToWorker {

  /** Most bytes that one unit may collect. */
  public static final long MOST_OUTPUT_BYTES = 1L << 30;

  private ToWorker() {}

  /** Writes orders. */
  public static CoordinatorMessage.Orders orders(Orders orders) {
    return new CoordinatorMessage.Orders(
        orders.answers().orElse(null),
        leases(orders.acknowledged()),
        orders.programs().stream().map(ToWorker::program).toList(),
        orders.granted().stream().map(ToWorker::grant).toList(),
        revocations(orders.revoked()),
        revocations(orders.recalled()),
        orders.follow().map(ToWorker::leases).orElse(null),
        orders.duty().map(ToWorker::command).orElse(null),
        orders.news().map(ToWorker::news).orElse(null),
        orders.images().map(ToWorker::wishes).orElse(null));
  }

  private static List<CoordinatorMessage.Revocation> revocations(List<Revoked> attempts) {
    return attempts.stream()
        .map(each -> new CoordinatorMessage.Revocation(lease(each.attempt()), each.reason()))
        .toList();
  }

  private static CoordinatorMessage.News news(News news) {
    return new CoordinatorMessage.News(
        news.standing().creditSeconds(),
        news.standing().validated(),
        news.span().toMinutes(),
        news.idleProbability(),
        news.basis());
  }

  private static List<io.idlegrid.protocol.image.ImageWish> wishes(List<ImageWish> wishes) {
    return wishes.stream()
        .map(wish -> new io.idlegrid.protocol.image.ImageWish(wish.digest(), wish.account()))
        .toList();
  }

  /** Writes the names of attempts. */
  public static List<LeaseRef> leases(List<AttemptId> attempts) {
    return attempts.stream().map(ToWorker::lease).toList();
  }

  /** What a device is told to do. */
  public static String command(Duty duty) {
    return switch (duty) {
      case LEND -> "resume";
      case DRAIN -> "drain";
      case PAUSE -> "pause";
      case PENDING -> CoordinatorMessage.WAIT;
    };
  }

  private static LeaseRef lease(AttemptId attempt) {
    return new LeaseRef(
        attempt.unit().job().value(),
        attempt.unit().index(),
        attempt.lease().epoch(),
        attempt.lease().counter());
  }

  private static Program program(Job job) {
    JobSpec spec = job.spec();
    return new Program(
        job.id().value(),
        job.account(),
        spec.name(),
        spec.type(),
        spec.labels(),
        spec.run().command(),
        spec.results().program(),
        spec.artifacts().stream()
            .map(use -> new Program.Artifact(use.role(), use.sha256(), use.size(), use.archive()))
            .toList(),
        spec.run().engine().name().toLowerCase(Locale.ROOT),
        spec.image().map(ImageUse::digest).orElse(null),
        spec.run().env(),
        spec.run().network(),
        spec.need().cpuCores(),
        spec.need().memoryBytes(),
        spec.need().diskBytes(),
        Math.min(MOST_OUTPUT_BYTES, spec.need().diskBytes()),
        spec.need().timeLimit().toMillis(),
        spec.policy().offlineGrace().toMillis(),
        spec.results().collect(),
        spec.group().map(GroupToWorker::group).orElse(null));
  }

  private static Grant grant(Granted granted) {
    return new Grant(
        lease(granted.attempt()),
        granted.lease().toMillis(),
        granted.seal(),
        input(granted.input()),
        granted.isMerge(),
        granted.lanes(),
        granted.checkpoint().orElse(null),
        granted.behind().isZero() ? null : granted.behind().toMillis());
  }

  private static io.idlegrid.protocol.link.UnitInput input(UnitInput input) {
    if (input instanceof UnitInput.Value value) {
      return new io.idlegrid.protocol.link.UnitInput(value.value(), null, null, null, false);
    }
    if (input instanceof UnitInput.Parameters parameters) {
      return new io.idlegrid.protocol.link.UnitInput(null, parameters.values(), null, null, false);
    }
    if (input instanceof UnitInput.Listing listing) {
      return new io.idlegrid.protocol.link.UnitInput(
          null,
          null,
          null,
          new io.idlegrid.protocol.link.UnitInput.Listing(listing.index(), listing.size()),
          true);
    }
    UnitInput.Slices slices = (UnitInput.Slices) input;
    return new io.idlegrid.protocol.link.UnitInput(
        null,
        null,
        slices.slices().stream()
            .map(
                slice ->
                    new io.idlegrid.protocol.link.UnitInput.Slice(
                        slice.name(), slice.blob(), slice.offset(), slice.length(), slice.sha256()))
            .toList(),
        null,
        slices.folder());
  }
}
