package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts.EngineFact;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a device cannot take a unit of a job, all reasons at once. Lasting reasons come before
 * passing ones, so that the first is the one to tell.
 */
public final class Eligibility {

  private Eligibility() {}

  /** All vetoes of a device against one more unit of a job; empty when it can take one. */
  public static List<Veto> vetoes(Demand demand, Offer offer, Instant now) {
    List<Veto> vetoes = new ArrayList<>(lasting(demand, offer));
    vetoes.addAll(passing(demand, offer, now));
    return vetoes;
  }

  /** The vetoes that waiting does not change. */
  public static List<Veto> lasting(Demand demand, Offer offer) {
    List<Veto> vetoes = new ArrayList<>();
    JobSpec spec = demand.job().spec();
    if (!spec.devices().isEmpty() && !spec.devices().contains(offer.device().id())) {
      vetoes.add(new Veto(Reason.NOT_NAMED, "the job names other devices"));
    }
    offer.device().facts().ifPresent(facts -> vetoes.addAll(unfit(spec, facts)));
    tooLong(demand, offer.device().id()).ifPresent(vetoes::add);
    demand.where().apply(offer.device().id()).ifPresent(vetoes::add);
    return vetoes;
  }

  /** Forecasts reach an hour; what runs on must be able to leave in between without loss. */
  private static Optional<Veto> tooLong(Demand demand, DeviceId device) {
    if (demand.job().spec().canMove()) {
      return Optional.empty();
    }
    Duration runtime = demand.runtime().apply(device);
    return runtime.compareTo(IdleOutlook.REACH) > 0
        ? Optional.of(
            new Veto(
                Reason.TOO_LONG,
                "a unit takes %s here; beyond %s only units that keep checkpoints run"
                    .formatted(span(runtime), span(IdleOutlook.REACH))))
        : Optional.empty();
  }

  private static List<Veto> unfit(JobSpec spec, DeviceFacts facts) {
    List<Veto> vetoes = new ArrayList<>();
    engineVeto(spec, facts).ifPresent(vetoes::add);
    imageVeto(spec, facts).ifPresent(vetoes::add);
    javaVeto(spec, facts).ifPresent(vetoes::add);
    Need need = spec.need();
    if (spec.run().network() && !facts.networkAllowed()) {
      vetoes.add(new Veto(Reason.NETWORK, "the owner allows no network"));
    }
    if (need.cpuCores() > facts.cores()) {
      vetoes.add(
          new Veto(
              Reason.CPU,
              String.format(Locale.ROOT, "has %d cores < %.2f", facts.cores(), need.cpuCores())));
    }
    if (need.memoryBytes() > facts.lendableMemoryBytes()) {
      vetoes.add(lends(Reason.MEMORY, "memory", facts.lendableMemoryBytes(), need.memoryBytes()));
    }
    if (need.diskBytes() > facts.lendableDiskBytes()) {
      vetoes.add(lends(Reason.DISK, "disk", facts.lendableDiskBytes(), need.diskBytes()));
    }
    return vetoes;
  }

  private static Optional<Veto> engineVeto(JobSpec spec, DeviceFacts facts) {
    boolean needsImage = !spec.images().isEmpty();
    List<EngineFact> wanted =
        facts.engines().stream()
            .filter(engine -> spec.run().engine().accepts(engine.name()))
            .toList();
    if (wanted.isEmpty()) {
      String name = spec.run().engine().name().toLowerCase(Locale.ROOT);
      return Optional.of(new Veto(Reason.ENGINE, "no engine " + name));
    }
    if (needsImage && wanted.stream().noneMatch(EngineFact::images)) {
      return Optional.of(new Veto(Reason.ENGINE, "no engine for images"));
    }
    return spec.isEndless() && wanted.stream().noneMatch(EngineFact::groups)
        ? Optional.of(new Veto(Reason.ENGINE, "no engine for groups of services"))
        : Optional.empty();
  }

  private static Optional<Veto> imageVeto(JobSpec spec, DeviceFacts facts) {
    return spec.images().stream()
        .map(image -> imageVeto(image, facts))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Why a device cannot have an image at all. */
  public static Optional<Veto> placeVeto(ImageUse image, DeviceFacts facts) {
    return facts.engines().stream().anyMatch(EngineFact::images)
        ? imageVeto(image, facts)
        : Optional.of(new Veto(Reason.ENGINE, "no engine for images"));
  }

  private static Optional<Veto> imageVeto(ImageUse image, DeviceFacts facts) {
    Optional<ImageVariant> variant = image.forArch(facts.arch());
    if (variant.isEmpty()) {
      return Optional.of(
          new Veto(
              Reason.ARCHITECTURE,
              "is %s, and image %s is for %s"
                  .formatted(
                      facts.arch(),
                      image.name(),
                      image.variants().stream()
                          .map(ImageVariant::arch)
                          .collect(Collectors.joining(", ")))));
    }
    long bytes = variant.get().bytes();
    return bytes > facts.imageBytes()
        ? Optional.of(lends(Reason.DISK, "disk for images", facts.imageBytes(), bytes))
        : Optional.empty();
  }

  private static Optional<Veto> javaVeto(JobSpec spec, DeviceFacts facts) {
    return spec.run()
        .java()
        .filter(wanted -> facts.java().map(has -> has < wanted).orElse(true))
        .map(
            wanted ->
                new Veto(
                    Reason.JAVA,
                    facts.java().map(has -> "Java " + has).orElse("no Java")
                        + " < Java "
                        + wanted));
  }

  private static Veto lends(Reason reason, String what, long lends, long wanted) {
    return new Veto(reason, "lends %s of %s < %s".formatted(size(lends), what, size(wanted)));
  }

  private static List<Veto> passing(Demand demand, Offer offer, Instant now) {
    Optional<Veto> offDuty = offDuty(offer, now);
    if (offDuty.isPresent()) {
      return List.of(offDuty.get());
    }
    List<Veto> vetoes = new ArrayList<>();
    if (!offer.standing().isTrusted() && demand.job().spec().policy().quorum() == 1) {
      vetoes.add(
          new Veto(
              Reason.PROBATION,
              "owes %d compared outputs before its word alone counts"
                  .formatted(offer.standing().probation())));
    }
    demand
        .unfit()
        .refusal(offer.device().id(), now)
        .ifPresent(why -> vetoes.add(new Veto(Reason.UNFIT, "could not start it: " + why)));
    offer
        .condition()
        .ifPresent(condition -> vetoes.addAll(capacity(demand, offer, condition, now)));
    return vetoes;
  }

  private static List<Veto> capacity(Demand demand, Offer offer, Condition condition, Instant now) {
    Lanes lanes = Lanes.of(demand, offer, condition.room());
    List<Veto> vetoes = new ArrayList<>();
    if (offer.device().hours().filter(each -> !each.contain(now, lanes.span())).isPresent()) {
      vetoes.add(
          new Veto(Reason.PAUSED, "the hours that its owner set end within " + span(lanes.span())));
    }
    if (lanes.isFull()) {
      vetoes.add(new Veto(Reason.BUSY, lanes.shortOf() + " in use"));
    } else if (lanes.spare() <= 0) {
      vetoes.add(forecastVeto(offer, lanes));
    }
    return vetoes;
  }

  private static Optional<Veto> offDuty(Offer offer, Instant now) {
    if (offer.device().isPending()) {
      return Optional.of(new Veto(Reason.PENDING, "waits for somebody's approval"));
    }
    if (offer.device().duty() == Duty.PAUSE) {
      return Optional.of(new Veto(Reason.PAUSED, "paused by its operator"));
    }
    if (offer.device().duty() == Duty.DRAIN) {
      return Optional.of(new Veto(Reason.DRAINING, "drained by its operator"));
    }
    if (offer.device().isOutsideHours(now)) {
      return Optional.of(new Veto(Reason.PAUSED, "outside the hours that its owner set"));
    }
    if (offer.condition().isEmpty()) {
      return Optional.of(new Veto(Reason.OFFLINE, "not connected"));
    }
    Condition condition = offer.condition().get();
    Optional<Instant> backOff = offer.backOffUntil().filter(until -> until.isAfter(now));
    return switch (condition.lending()) {
      case SUSPENDED -> Optional.of(new Veto(Reason.SUSPENDED, condition.reason()));
      case PAUSED -> Optional.of(new Veto(Reason.PAUSED, condition.reason()));
      case DRAINING -> Optional.of(new Veto(Reason.DRAINING, condition.reason()));
      case AVAILABLE ->
          backOff.map(until -> new Veto(Reason.BACK_OFF, "could not run its last attempts"));
    };
  }

  private static Veto forecastVeto(Offer offer, Lanes lanes) {
    double promise = 1 - offer.risk();
    int lane = Math.max(1, lanes.forecast() + 1);
    double free = lanes.memory().probability(lane, lanes.span());
    if (free < promise
        && offer.outlook().idleProbability(lanes.percentWithOneMore(), lanes.span()) >= promise) {
      return new Veto(
          Reason.FORECAST,
          String.format(
              Locale.ROOT,
              "%.0f %% of the memory stays free within %s with probability %.3f < %.3f",
              lanes.memory().percentWith(lane),
              span(lanes.span()),
              free,
              promise));
    }
    double headroom = 100 - offer.outlook().peakQuantile(promise, lanes.span());
    return new Veto(
        Reason.FORECAST,
        String.format(
            Locale.ROOT,
            "headroom %.0f %% < %.0f %% within %s (%s)",
            headroom,
            lanes.percentWithOneMore(),
            span(lanes.span()),
            offer.outlook().basis()));
  }

  static String span(Duration span) {
    long seconds = Math.max(1, span.toSeconds());
    return seconds < 120 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
  }

  static String size(long bytes) {
    double mebibytes = bytes / 1048576.0;
    return mebibytes < 1024
        ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
  }
}
