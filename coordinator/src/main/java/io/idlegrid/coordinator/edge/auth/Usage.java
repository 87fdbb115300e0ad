package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Deposit;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Counts what accounts use and refuses more than their quotas. Storage is what an account uploaded,
 * the results of its jobs, as far as they are, and the images that it has names for; an upload
 * counts in full from its first byte on, and what was deleted until its bytes are gone.
 */
public final class Usage {

  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * In front of the hash of an archive of images, which is another file than a blob of its hash.
   */
  private static final String ARCHIVE = "archive ";

  /** A sender that is silent for longer is cut off. */
  private static final Duration BEGINS_WITHIN = Duration.ofMinutes(10);

  /** As long as pieces of an upload are kept. */
  private static final Duration UPLOADS_LAST = Duration.ofDays(1);

  private final GridStore store;
  private final CommitLog commits;
  private final ResultBytes results;
  private final ImageBytes images;
  private final Map<String, Long> deposited = new HashMap<>();
  private Map<String, Long> made = Map.of();
  private final Leaving leaving = new Leaving();

  /** Rows of deposits on their way into the store: they count already. */
  private final Set<String> noting = ConcurrentHashMap.newKeySet();

  private final Map<String, Map<String, Upload>> uploads = new HashMap<>();
  private final Map<String, Deque<Instant>> submissions = new HashMap<>();

  /** Room that is kept for an upload; it counts until it is complete, dropped or forgotten. */
  private record Upload(long size, Instant lastPiece) {}

  Usage(GridStore store, CommitLog commits, ResultBytes results, ImageBytes images) {
    this.store = store;
    this.commits = commits;
    this.results = results;
    this.images = images;
    store
        .all(Table.DEPOSIT)
        .forEach(each -> deposited.merge(each.account(), each.size(), Long::sum));
  }

  /** Counts a submission, or refuses it. */
  public synchronized void submit(Account account, Instant now) {
    requireStorage(account, 1, now);
    Deque<Instant> recent = recent(account.name(), now);
    long most = account.quota().submissionsPerHour().orElse(Long.MAX_VALUE);
    if (recent.size() >= most) {
      Instant oldest = Optional.ofNullable(recent.peekFirst()).orElse(now);
      Duration wait = Duration.between(now, oldest.plus(HOUR)).plusSeconds(1);
      throw RefusedException.tooMany(
              "quota.submissions",
              "account %s submitted %d jobs within an hour, as many as it may"
                  .formatted(account.name(), recent.size()),
              "the next is accepted in %d s; one job with many units counts once; an administrator can"
                      .formatted(wait.toSeconds())
                  + " raise the quota",
              wait)
          .with("count", recent.size())
          .with("wait", wait.toSeconds());
    }
    recent.addLast(now);
  }

  private Deque<Instant> recent(String account, Instant now) {
    Deque<Instant> recent = submissions.computeIfAbsent(account, any -> new ArrayDeque<>());
    while (!recent.isEmpty() && !recent.peekFirst().isAfter(now.minus(HOUR))) {
      recent.removeFirst();
    }
    return recent;
  }

  /** Makes room for an upload, or refuses it. */
  public synchronized void upload(Account account, String sha256, long size, Instant now) {
    if (store.get(Table.DEPOSIT, Deposit.key(account.name(), sha256)).isPresent()) {
      return;
    }
    if (size < 0 && account.quota().storageBytes().isPresent()) {
      throw RefusedException.invalid(
          "blob.length",
          "Content-Length",
          "an account with a quota says how long a blob is before it sends it",
          "send Content-Length, or Content-Range with the whole size");
    }
    Map<String, Upload> mine = underWay(account.name(), now);
    Optional<Upload> before = Optional.ofNullable(mine.get(sha256));
    long kept = before.map(Upload::size).orElseGet(() -> leaving.of(account.name(), sha256));
    long wanted = Math.max(kept, size);
    if (before.isEmpty() || wanted > kept) {
      requireStorage(account, wanted - kept, now);
    }
    leaving.back(account.name(), sha256);
    mine.put(sha256, new Upload(wanted, now));
  }

  private Map<String, Upload> underWay(String account, Instant now) {
    Map<String, Upload> mine = uploads.computeIfAbsent(account, any -> new HashMap<>());
    mine.values().removeIf(each -> each.lastPiece().isBefore(now.minus(UPLOADS_LAST)));
    return mine;
  }

  /**
   * Makes room for an archive of images, or refuses it. It counts until it is forgotten: taken in,
   * its images do.
   */
  public void archive(Account account, String sha256, long size, Instant now) {
    upload(account, ARCHIVE + sha256, size, now);
  }

  /** An archive is gone: it counts no more. */
  public synchronized void forgetArchive(Account account, String sha256) {
    uploads.getOrDefault(account.name(), new HashMap<>()).remove(ARCHIVE + sha256);
  }

  /**
   * Archives that are gone count no more. One whose first byte may still be under way is not gone:
   * whoever begins many at once would have room for none of them counted.
   */
  public synchronized void forgetArchives(Account account, Predicate<String> isGone, Instant now) {
    underWay(account.name(), now)
        .entrySet()
        .removeIf(
            each ->
                each.getKey().startsWith(ARCHIVE)
                    && each.getValue().lastPiece().isBefore(now.minus(BEGINS_WITHIN))
                    && isGone.test(each.getKey().substring(ARCHIVE.length())));
  }

  /** An upload failed, and nothing of it was kept. */
  public synchronized void dropped(Account account, String sha256) {
    uploads.getOrDefault(account.name(), new HashMap<>()).remove(sha256);
  }

  /** Bytes that jobs made that are not over, by account; looked at every few seconds. */
  synchronized void made(Map<String, Long> newer) {
    made = Map.copyOf(newer);
  }

  /** Refuses what would not fit beside what the account keeps. */
  public synchronized void requireRoom(Account account, long further, Instant now) {
    requireStorage(account, further, now);
  }

  private void requireStorage(Account account, long further, Instant now) {
    Optional<Long> most = account.quota().storageBytes();
    if (most.isEmpty()) {
      return;
    }
    long used = storage(account.name(), now);
    if (used + further > most.get()) {
      long left = leaving.of(account.name());
      throw RefusedException.of(
              Kind.CONFLICT,
              "quota.storage",
              "account %s keeps %d of %d bytes%s: %d more do not fit"
                  .formatted(
                      account.name(),
                      used,
                      most.get(),
                      left == 0 ? "" : ", " + left + " of them deleted and not gone yet",
                      further),
              "delete what you need no more (idlegrid job rm ID, idlegrid blob rm --unused), or ask an"
                  + " administrator for a larger quota")
          .with("used", used)
          .with("leaving", left)
          .with("most", most.get())
          .with("further", further);
    }
  }

  /**
   * An upload is complete: it is the account's from now on, with the size that it turned out to
   * have. Refused when that is more than fits. Returns once it is durable: what nobody keeps is
   * dropped after a while.
   */
  public void uploaded(Account account, String sha256, long size, Instant now) {
    String key = Deposit.key(account.name(), sha256);
    if (!count(account, sha256, size, now)) {
      return;
    }
    try {
      new Durably(commits)
          .commit(
              Commit.builder()
                  .put(Table.DEPOSIT, key, new Deposit(account.name(), sha256, size, now))
                  .build());
    } finally {
      noting.remove(key);
    }
  }

  /** Counts a complete upload, once; false when its row is there already. */
  private synchronized boolean count(Account account, String sha256, long size, Instant now) {
    underWay(account.name(), now).remove(sha256);
    String key = Deposit.key(account.name(), sha256);
    if (store.get(Table.DEPOSIT, key).isPresent()) {
      return false;
    }
    if (!noting.contains(key)) {
      leaving.back(account.name(), sha256);
      requireStorage(account, size, now);
      noting.add(key);
      deposited.merge(account.name(), size, Long::sum);
    }
    return true;
  }

  /**
   * What an account uploaded, in the order of the hashes.
   *
   * @param after hash to start behind; empty to start at the first
   */
  public List<Deposit> deposits(String account, String after, int limit) {
    return store.list(Table.DEPOSIT, Deposit.key(account, after), limit).stream()
        .filter(each -> each.account().equals(account))
        .toList();
  }

  /**
   * An account lets go of what it uploaded, which counts until its bytes are gone; false when it
   * uploaded no such thing.
   */
  public synchronized boolean release(String account, String sha256, Instant now) {
    String key = Deposit.key(account, sha256);
    Optional<Deposit> deposit = store.get(Table.DEPOSIT, key);
    if (deposit.isEmpty()) {
      return false;
    }
    new Durably(commits).commit(Commit.builder().remove(Table.DEPOSIT, key).build());
    deposited.merge(account, -deposit.get().size(), Long::sum);
    leaving.add(account, sha256, deposit.get().size(), now);
    return true;
  }

  /** A job that had failed runs again. */
  public void goesOn(Job job) {
    results.reopen(job);
  }

  /**
   * A job was deleted; its results count until their bytes are gone.
   *
   * @param index of its results
   */
  public synchronized void deleted(Job job, String index, Instant now) {
    results.forget(job);
    leaving.add(job.account(), index, results.left(index), now);
  }

  /**
   * Everything that is stored was looked through.
   *
   * @param lookedAt when that began
   * @param isWaiting whether a blob is still there although nothing names it
   */
  public synchronized void settle(Instant lookedAt, Predicate<String> isWaiting) {
    leaving.settle(lookedAt, isWaiting);
  }

  /**
   * Bytes that an account keeps.
   *
   * @param uploads code and data, those under way included
   * @param results of jobs, those that are not over included
   * @param images that it has names for
   * @param leaving that it deleted and that are not gone yet
   */
  public record Stored(long uploads, long results, long images, long leaving) {

    /** All of it. */
    public long bytes() {
      return uploads + results + images + leaving;
    }
  }

  /** What an account keeps, by kind. */
  public synchronized Stored stored(String account, Instant now) {
    long begun = underWay(account, now).values().stream().mapToLong(Upload::size).sum();
    return new Stored(
        deposited.getOrDefault(account, 0L) + begun,
        results.of(account, now) + made.getOrDefault(account, 0L),
        images.of(account),
        leaving.of(account));
  }

  /** Bytes that an account keeps. */
  public long storage(String account, Instant now) {
    return stored(account, now).bytes();
  }

  /** Jobs that an account submitted within the last hour, since this coordinator runs. */
  public synchronized long submissions(String account, Instant now) {
    return recent(account, now).size();
  }
}
