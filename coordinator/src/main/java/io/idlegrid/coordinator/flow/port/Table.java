package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry;
import io.idlegrid.coordinator.domain.access.Deposit;
import io.idlegrid.coordinator.domain.access.Identity;
import io.idlegrid.coordinator.domain.access.Invitation;
import io.idlegrid.coordinator.domain.access.LoginTries;
import io.idlegrid.coordinator.domain.access.PasswordLink;
import io.idlegrid.coordinator.domain.access.Session;
import io.idlegrid.coordinator.domain.access.SetupSecret;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of durable row.
 *
 * @param name names the table on disk; never reused for another type
 * @param order the key of a row, where keys can be walked in order; those of the other tables
 *     follow from other rows
 */
public record Table<T>(String name, Class<T> type, Optional<Function<T, String>> order) {

  public static final Table<Job> JOB = listed("job", Job.class, job -> key(job.id()));
  public static final Table<JobStatus> STATUS = keyed("status", JobStatus.class);
  public static final Table<SubmittedFile> FILE = keyed("file", SubmittedFile.class);
  public static final Table<Chunk> CHUNK = keyed("chunk", Chunk.class);
  public static final Table<UnitRecord> UNIT = keyed("unit", UnitRecord.class);
  public static final Table<LeftOver> LEFT_OVER =
      listed("left-over", LeftOver.class, left -> key(left.job()));
  public static final Table<ResultPart> RESULT = keyed("result", ResultPart.class);
  public static final Table<Device> DEVICE =
      listed("device", Device.class, device -> key(device.id()));
  public static final Table<RemovedDevice> REMOVED =
      listed("removed-device", RemovedDevice.class, removed -> key(removed.id()));
  public static final Table<Standing> STANDING = keyed("standing", Standing.class);

  /** Keys are those of {@link AttemptHistory}. */
  public static final Table<EndedAttempt> HISTORY = keyed("history", EndedAttempt.class);

  public static final Table<NamedArtifact> ARTIFACT =
      listed(
          "artifact",
          NamedArtifact.class,
          artifact -> NamedArtifact.key(artifact.account(), artifact.name()));
  public static final Table<NamedImage> IMAGE =
      listed("image", NamedImage.class, image -> NamedImage.key(image.account(), image.name()));
  public static final Table<ImageOrigin> ORIGIN =
      listed("origin", ImageOrigin.class, ImageOrigin::key);
  public static final Table<PlacedImage> PLACED =
      listed("placed", PlacedImage.class, PlacedImage::key);
  public static final Table<Submission> SUBMISSION = keyed("submission", Submission.class);
  public static final Table<Counter> COUNTER = keyed("counter", Counter.class);
  public static final Table<Account> ACCOUNT = listed("account", Account.class, Account::name);
  public static final Table<Token> TOKEN = listed("token", Token.class, Token::hash);
  public static final Table<Invitation> INVITATION =
      listed("invitation", Invitation.class, Invitation::hash);
  public static final Table<PasswordLink> PASSWORD_LINK =
      listed("password-link", PasswordLink.class, PasswordLink::hash);
  public static final Table<Identity> IDENTITY = listed("identity", Identity.class, Identity::key);
  public static final Table<Session> SESSION = listed("session", Session.class, Session::hash);
  public static final Table<SetupSecret> SETUP = keyed("setup", SetupSecret.class);
  public static final Table<LoginTries> LOGINS =
      listed("logins", LoginTries.class, LoginTries::account);
  public static final Table<Deposit> DEPOSIT =
      listed("deposit", Deposit.class, deposit -> Deposit.key(deposit.account(), deposit.sha256()));

  /** Keys follow from the counter {@link Counter#AUDIT}. */
  public static final Table<AuditEntry> AUDIT = keyed("audit", AuditEntry.class);

  private static <T> Table<T> listed(String name, Class<T> type, Function<T, String> key) {
    return new Table<>(name, type, Optional.of(key));
  }

  private static <T> Table<T> keyed(String name, Class<T> type) {
    return new Table<>(name, type, Optional.empty());
  }

  /** Whether its keys can be walked in order. */
  public boolean isListed() {
    return order.isPresent();
  }

  /** The key of a row of a listed table. */
  public String keyOf(T row) {
    return order
        .orElseThrow(() -> new IllegalArgumentException("table " + name + " has no order"))
        .apply(row);
  }

  /** Every table. */
  public static List<Table<?>> all() {
    return List.of(
        JOB,
        STATUS,
        FILE,
        CHUNK,
        UNIT,
        RESULT,
        LEFT_OVER,
        DEVICE,
        REMOVED,
        STANDING,
        HISTORY,
        ARTIFACT,
        IMAGE,
        ORIGIN,
        PLACED,
        SUBMISSION,
        COUNTER,
        ACCOUNT,
        TOKEN,
        INVITATION,
        PASSWORD_LINK,
        IDENTITY,
        SESSION,
        SETUP,
        LOGINS,
        DEPOSIT,
        AUDIT);
  }

  /** Key of an entry of the audit log. */
  public static String auditKey(long sequence) {
    return Long.toString(sequence);
  }

  public static String key(JobId job) {
    return job.value();
  }

  public static String key(DeviceId device) {
    return device.value();
  }

  public static String key(UnitId unit) {
    return unit.job().value() + "/" + unit.index();
  }

  public static String chunkKey(JobId job, long number) {
    return job.value() + "/" + number;
  }

  public static String resultKey(JobId job, long chunk, int part) {
    return job.value() + "/" + chunk + "/" + part;
  }
}
