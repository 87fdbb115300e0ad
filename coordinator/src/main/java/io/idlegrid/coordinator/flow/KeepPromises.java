package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.match.Assignment;
import io.idlegrid.coordinator.domain.match.GoOn;
import io.idlegrid.coordinator.domain.match.IdleOutlook;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.promise.Promise;
import io.idlegrid.coordinator.domain.promise.Promise.Fate;
import io.idlegrid.coordinator.domain.promise.PromiseAlarm;
import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.board.PromiseBook;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.coordinator.flow.port.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what owners were promised against what their devices report. Where promises break more
 * often than chance explains, the device is granted less until it is better.
 */
final class KeepPromises {

  private static final Logger LOG = LoggerFactory.getLogger(KeepPromises.class);

  private final ForecastSource forecasts;
  private final Tally tally;

  KeepPromises(ForecastSource forecasts, Tally tally) {
    this.forecasts = forecasts;
    this.tally = tally;
  }

  /** Units were granted to a device. */
  void granted(Seat seat, Assignment assignment, Offer offer, List<AttemptId> attempts, Step step) {
    if (attempts.isEmpty()) {
      return;
    }
    boolean isLong = assignment.span().compareTo(IdleOutlook.REACH) > 0;
    Duration span = isLong ? IdleOutlook.REACH : assignment.span();
    promise(seat, span, assignment.wantedPercent(), offer, attempts, step);
  }

  /** Attempts may go on, by a forecast of its own. */
  void goesOn(Seat seat, GoOn goOn, Offer offer, List<AttemptId> attempts, Step step) {
    promise(seat, goOn.span(), goOn.wantedPercent(), offer, attempts, step);
  }

  private static void promise(
      Seat seat,
      Duration span,
      double wantedPercent,
      Offer offer,
      List<AttemptId> attempts,
      Step step) {
    double risk = Offer.acceptedRisk(offer.device(), offer.condition());
    seat.promises().promised(new Promise(step.now(), span, wantedPercent, risk), attempts);
  }

  /** Judges what is over, once a device told its load and what became of its attempts. */
  void heard(Seat seat, Step step) {
    judge(seat, step);
    seat.promises().spanToLookAt().ifPresent(span -> look(seat, span, step));
  }

  private void judge(Seat seat, Step step) {
    PromiseBook book = seat.promises();
    PromiseAlarm before = book.record().alarm();
    PromiseAlarm alarm = before.at(step.now());
    for (PromiseBook.Judged judged : book.settle(step.now())) {
      tally.promise(judged.fate());
      if (judged.isEvidence()) {
        boolean isBroken = judged.fate() == Fate.BROKEN;
        alarm = alarm.after(isBroken, judged.promise().risk(), step.now());
      }
    }
    if (!alarm.equals(before)) {
      book.alarm(alarm);
      tell(seat, before, alarm, step);
    }
  }

  private void look(Seat seat, Duration span, Step step) {
    IdleOutlook outlook = forecasts.outlook(seat.device().id(), step.now());
    if (outlook.isInformed()) {
      List<Double> quantiles =
          PromiseTally.QUANTILES.stream()
              .map(quantile -> outlook.peakQuantile(quantile, span))
              .toList();
      seat.promises().look(quantiles, span, step.now());
    }
  }

  private void tell(Seat seat, PromiseAlarm before, PromiseAlarm alarm, Step step) {
    if (alarm.caution() > before.caution()) {
      tally.alarm();
      PromiseTally lately = seat.promises().lately(step.now());
      LOG.warn(
          "the promise to the owner of {} ({}) is broken: {}; its accepted risk is divided by {}",
          seat.device().name(),
          seat.device().id(),
          String.format(
              Locale.ROOT,
              "%d conflicts in %d grants of the last %d days, %.1f were accepted",
              lately.conflicts(),
              lately.promises(),
              PromiseRecord.DAYS,
              lately.allowed()),
          alarm.caution());
    } else if (before.isBroken() && !alarm.isBroken()) {
      LOG.info("the promise to the owner of {} is kept again", seat.device().name());
    }
  }
}
