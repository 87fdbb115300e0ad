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
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
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

/**
 * A kind of durable row.
 *
 * @param name names the table on disk; never reused for another type
 * @param listed whether its keys can be walked in order; keys of the others follow from other rows
 */
public record Table<T>(String name, Class<T> type, boolean listed) {

  public static final Table<Job> JOB = new Table<>("job", Job.class, true);
  public static final Table<JobStatus> STATUS = new Table<>("status", JobStatus.class, false);
  public static final Table<SubmittedFile> FILE = new Table<>("file", SubmittedFile.class, false);
  public static final Table<Chunk> CHUNK = new Table<>("chunk", Chunk.class, false);
  public static final Table<UnitRecord> UNIT = new Table<>("unit", UnitRecord.class, false);
  public static final Table<LeftOver> LEFT_OVER = new Table<>("left-over", LeftOver.class, true);
  public static final Table<ResultPart> RESULT = new Table<>("result", ResultPart.class, false);
  public static final Table<Device> DEVICE = new Table<>("device", Device.class, true);
  public static final Table<Standing> STANDING = new Table<>("standing", Standing.class, false);
  public static final Table<NamedArtifact> ARTIFACT =
      new Table<>("artifact", NamedArtifact.class, true);
  public static final Table<NamedImage> IMAGE = new Table<>("image", NamedImage.class, true);
  public static final Table<ImageOrigin> ORIGIN = new Table<>("origin", ImageOrigin.class, true);
  public static final Table<PlacedImage> PLACED = new Table<>("placed", PlacedImage.class, true);
  public static final Table<Submission> SUBMISSION =
      new Table<>("submission", Submission.class, false);
  public static final Table<Counter> COUNTER = new Table<>("counter", Counter.class, false);
  public static final Table<Account> ACCOUNT = new Table<>("account", Account.class, true);
  public static final Table<Token> TOKEN = new Table<>("token", Token.class, true);
  public static final Table<Invitation> INVITATION =
      new Table<>("invitation", Invitation.class, true);
  public static final Table<PasswordLink> PASSWORD_LINK =
      new Table<>("password-link", PasswordLink.class, true);
  public static final Table<Identity> IDENTITY = new Table<>("identity", Identity.class, true);
  public static final Table<Session> SESSION = new Table<>("session", Session.class, true);
  public static final Table<SetupSecret> SETUP = new Table<>("setup", SetupSecret.class, false);
  public static final Table<LoginTries> LOGINS = new Table<>("logins", LoginTries.class, true);
  public static final Table<Deposit> DEPOSIT = new Table<>("deposit", Deposit.class, true);

  /** Keys follow from the counter {@link Counter#AUDIT}. */
  public static final Table<AuditEntry> AUDIT = new Table<>("audit", AuditEntry.class, false);

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
        STANDING,
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
