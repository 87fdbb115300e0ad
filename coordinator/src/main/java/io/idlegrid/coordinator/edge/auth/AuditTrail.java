package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.AuditEntry;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import io.idlegrid.coordinator.flow.port.Counter;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.access.AuditChain;
import io.idlegrid.protocol.access.AuditView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers every action that changes something. Each entry's hash covers the hash before it. What
 * happens to accounts is remembered in the commit that does it; what the grid loop commits by
 * itself, such as a submission, in a commit of its own right after.
 */
public final class AuditTrail {

  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
  private static final int MOST_CHARACTERS = 500;
  private static final int MOST_READ = 10_000;
  private static final int AT_ONCE = 500;
  private static final int MOST_REFUSALS = 100;
  private static final Duration HOUR = Duration.ofHours(1);

  private final GridStore store;
  private final CommitLog commits;
  private final Durably durably;
  private final Object writing = new Object();
  private final Map<String, Refusals> refusals = new ConcurrentHashMap<>();
  private long sequence;
  private String head = AuditView.GENESIS;
  private CompletionStage<Fate> written = CompletableFuture.completedFuture(Fate.DURABLE);

  public AuditTrail(GridStore store, CommitLog commits) {
    this.store = store;
    this.commits = commits;
    this.durably = new Durably(commits);
    sequence = store.get(Table.COUNTER, Counter.AUDIT).map(Counter::value).orElse(0L);
    if (sequence > 0) {
      head = entry(sequence).map(AuditEntry::hash).orElse("missing");
    }
  }

  /** Does something and remembers it in the same commit; nothing is remembered if it fails. */
  void commit(Commit.Builder change, Deed deed) {
    commit(change, any -> {}, deed);
  }

  /**
   * Does something and remembers it.
   *
   * @param last adds what depends on rows that others commit this way; none of them comes between
   */
  void commit(Commit.Builder change, Consumer<Commit.Builder> last, Deed deed) {
    synchronized (writing) {
      last.accept(change);
      AuditEntry entry = next(deed);
      durably.commit(with(change, entry).build());
      accept(entry);
    }
  }

  /** Remembers something that was done already, or was refused. */
  public void remember(Deed deed) {
    synchronized (writing) {
      AuditEntry entry = next(deed);
      // Entries without a check of their own fail only with the store, which ends this coordinator.
      written = commits.append(with(Commit.builder(), entry).build());
      written.thenAccept(
          fate -> {
            if (fate.kind() != Fate.Kind.DURABLE) {
              LOG.error("audit entry {} is lost: {}", entry.sequence(), fate.reason());
            }
          });
      accept(entry);
    }
  }

  /**
   * Remembers that something was refused; of somebody who is refused on and on, no more than the
   * first hundred within an hour, so that nobody fills the disk or hides among their own noise.
   */
  public void rememberRefusal(Deed deed) {
    int number = refusals.merge(deed.who(), Refusals.first(deed.at()), Refusals::plus).number();
    if (number < MOST_REFUSALS) {
      remember(deed);
    } else if (number == MOST_REFUSALS) {
      remember(
          new Deed(
              deed.at(),
              deed.who(),
              deed.how(),
              deed.action(),
              deed.target(),
              deed.from(),
              deed.outcome() + "; further refusals within the hour are left out"));
    }
  }

  /** How often somebody was refused since an hour began. */
  private record Refusals(Instant since, int number) {

    static Refusals first(Instant at) {
      return new Refusals(at, 1);
    }

    Refusals plus(Refusals next) {
      boolean isLater = next.since.isAfter(since.plus(HOUR));
      return isLater ? next : new Refusals(since, number + 1);
    }
  }

  private Commit.Builder with(Commit.Builder change, AuditEntry entry) {
    return change
        .put(Table.AUDIT, Table.auditKey(entry.sequence()), entry)
        .put(Table.COUNTER, Counter.AUDIT, new Counter(entry.sequence()));
  }

  private void accept(AuditEntry entry) {
    sequence = entry.sequence();
    head = entry.hash();
  }

  private AuditEntry next(Deed deed) {
    AuditEntry bare =
        new AuditEntry(
            sequence + 1,
            deed.at(),
            cut(deed.who()),
            cut(deed.how()),
            cut(deed.action()),
            cut(deed.target()),
            cut(deed.from()),
            cut(deed.outcome()),
            head,
            "");
    return sealed(bare, AuditChain.hash(view(bare)));
  }

  private static String cut(String text) {
    return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
  }

  private static AuditEntry sealed(AuditEntry bare, String hash) {
    return new AuditEntry(
        bare.sequence(),
        bare.at(),
        bare.who(),
        bare.how(),
        bare.action(),
        bare.target(),
        bare.from(),
        bare.outcome(),
        bare.previous(),
        hash);
  }

  /** As it travels; the chain's text is defined there, so that others can verify it. */
  public static AuditView view(AuditEntry entry) {
    return new AuditView(
        entry.sequence(),
        entry.at(),
        entry.who(),
        entry.how(),
        entry.action(),
        entry.target(),
        entry.from(),
        entry.outcome(),
        entry.previous(),
        entry.hash());
  }

  private Optional<AuditEntry> entry(long number) {
    return store.get(Table.AUDIT, Table.auditKey(number));
  }

  /** Entries before a number, newest first. */
  private List<AuditEntry> before(long number, int limit) {
    long first = Math.min(number - 1, sequence());
    List<String> keys = new ArrayList<>();
    for (long each = first; each > 0 && keys.size() < limit; each--) {
      keys.add(Table.auditKey(each));
    }
    return List.copyOf(store.getAll(Table.AUDIT, keys).values());
  }

  /**
   * The newest entries that somebody looks for.
   *
   * @param entries as wanted, newest first
   * @param next where to go on, if not all were looked at; a page with few entries may have one
   */
  public record Found(List<AuditEntry> entries, OptionalLong next) {

    public Found {
      entries = List.copyOf(entries);
    }
  }

  /** Looks for entries before a number, newest first; at no more than {@value #MOST_READ}. */
  public Found find(AuditSearch search, long number, int limit) {
    List<AuditEntry> found = new ArrayList<>();
    long next = Math.min(number, firstAfter(search.until()));
    for (int read = 0; read < MOST_READ; ) {
      List<AuditEntry> some = before(next, AT_ONCE);
      for (AuditEntry entry : some) {
        if (search.isOver(entry)) {
          return new Found(found, OptionalLong.empty());
        }
        if (search.wants(entry)) {
          found.add(entry);
        }
        if (found.size() == limit) {
          return new Found(found, OptionalLong.of(entry.sequence()));
        }
      }
      if (some.isEmpty()) {
        return new Found(found, OptionalLong.empty());
      }
      read += some.size();
      next = some.get(some.size() - 1).sequence();
    }
    return new Found(found, OptionalLong.of(next));
  }

  /**
   * Number of an entry that is later than all wanted: who looks for last May skips what came after.
   */
  private long firstAfter(Optional<Instant> until) {
    if (until.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Instant end = until.get().plus(AuditSearch.CLOCKS_DIFFER);
    long low = 1;
    long high = sequence() + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      boolean isAfter = entry(middle).map(each -> each.at().isAfter(end)).orElse(true);
      low = isAfter ? low : middle + 1;
      high = isAfter ? middle : high;
    }
    return low;
  }

  /** Entries from a number on, oldest first. */
  public List<AuditEntry> from(long number, int limit) {
    long last = sequence();
    List<String> keys = new ArrayList<>();
    for (long each = number; each <= last && keys.size() < limit; each++) {
      keys.add(Table.auditKey(each));
    }
    return List.copyOf(store.getAll(Table.AUDIT, keys).values());
  }

  /** How many entries there are, once all of them can be read. */
  long sequence() {
    return head().sequence();
  }

  /** The newest entry. */
  private record Head(long sequence, String hash) {}

  private Head head() {
    Head newest;
    CompletionStage<Fate> last;
    synchronized (writing) {
      newest = new Head(sequence, head);
      last = written;
    }
    // Commits keep their order: behind the last one, everything before it is in the store.
    last.toCompletableFuture().join();
    return newest;
  }

  /**
   * Says where the chain ends. Whoever keeps these lines elsewhere can tell later that nothing
   * before was made up anew.
   */
  public void tellHead(Consumer<String> log) {
    synchronized (writing) {
      log.accept("audit log: %d entries, the last has the hash %s".formatted(sequence, head));
    }
  }

  /** Walks the whole chain. */
  public AuditView.Verdict verify() {
    Head last = head();
    AuditChain chain = new AuditChain();
    for (long number = 1; number <= last.sequence(); number++) {
      if (!entry(number).map(found -> chain.accepts(view(found))).orElse(false)) {
        return new AuditView.Verdict(false, last.sequence(), last.hash(), number);
      }
    }
    return new AuditView.Verdict(true, last.sequence(), last.hash(), null);
  }
}
