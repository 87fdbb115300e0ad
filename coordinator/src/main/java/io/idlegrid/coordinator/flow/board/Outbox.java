package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Granted;
import io.idlegrid.coordinator.flow.port.DeviceLinks.ImageWish;
import io.idlegrid.coordinator.flow.port.DeviceLinks.News;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Orders;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Revoked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Orders for one device, collected until they are sent in one message. */
public final class Outbox {

  private Optional<Long> answers = Optional.empty();
  private final List<AttemptId> acknowledged = new ArrayList<>();
  private final List<Job> programs = new ArrayList<>();
  private final List<Granted> granted = new ArrayList<>();
  private final List<Revoked> revoked = new ArrayList<>();
  private final List<Revoked> recalled = new ArrayList<>();
  private Optional<List<AttemptId>> follow = Optional.empty();
  private Optional<Duty> duty = Optional.empty();
  private Optional<News> news = Optional.empty();
  private Optional<List<ImageWish>> images = Optional.empty();

  public void answer(long sequence) {
    answers = Optional.of(sequence);
  }

  public void acknowledge(AttemptId attempt) {
    acknowledged.add(attempt);
  }

  public void tell(Job program) {
    programs.add(program);
  }

  public void grant(Granted grant) {
    granted.add(grant);
  }

  /** Withdraws a lease; if its grant was not sent yet, it never will be. */
  public void revoke(AttemptId attempt, String reason) {
    if (!granted.removeIf(grant -> grant.attempt().equals(attempt))) {
      revoked.add(new Revoked(attempt, reason));
    }
  }

  /** Asks for an attempt with what it has done so far. */
  public void recall(AttemptId attempt, String reason) {
    recalled.add(new Revoked(attempt, reason));
  }

  public void follow(Collection<AttemptId> attempts) {
    follow = Optional.of(List.copyOf(attempts));
  }

  public void duty(Duty wanted) {
    duty = Optional.of(wanted);
  }

  /** Goes along with an answer; not worth a message of its own. */
  public void news(News latest) {
    news = Optional.of(latest);
  }

  public void wish(List<ImageWish> wishes) {
    images = Optional.of(wishes);
  }

  boolean isEmpty() {
    return answers.isEmpty()
        && acknowledged.isEmpty()
        && granted.isEmpty()
        && revoked.isEmpty()
        && recalled.isEmpty()
        && follow.isEmpty()
        && duty.isEmpty()
        && images.isEmpty();
  }

  Orders orders() {
    return new Orders(
        answers, acknowledged, programs, granted, revoked, recalled, follow, duty, news, images);
  }
}
