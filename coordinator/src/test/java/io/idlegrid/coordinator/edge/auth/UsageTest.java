package io.idlegrid.coordinator.edge.auth;

import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.NOW;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.assertCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Quota;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.flow.port.Quotas;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an upload counts for, whatever it claims. */
class UsageTest {

  private static final Account ADA =
      new Account("ada", Set.of(Role.SUBMITTER), NOW)
          .withQuota(new Quota(Optional.empty(), Optional.of(1_000L), Optional.empty()));

  private final Usage usage = new GivenGatehouse().gatehouse.usage();

  @Test
  void aLaterPieceThatClaimsMoreMustFitToo() {
    usage.upload(ADA, "a", 10, NOW);

    assertCode("quota.storage", () -> usage.upload(ADA, "a", 1_001, NOW));
    usage.upload(ADA, "a", 1_000, NOW);

    assertEquals(1_000, usage.storage("ada", NOW));
    usage.upload(ADA, "a", 1, NOW);
    assertEquals(1_000, usage.storage("ada", NOW), "what is here does not shrink by a claim");
  }

  @Test
  void whatAnUploadTurnsOutToHaveMustFit() {
    usage.upload(ADA, "a", 1, NOW);

    assertCode("quota.storage", () -> usage.uploaded(ADA, "a", 1_001, NOW));

    assertEquals(0, usage.storage("ada", NOW));
  }

  @Test
  void anArchiveCountsUntilItIsGone() {
    usage.archive(ADA, "a", 600, NOW);
    assertCode("quota.storage", () -> usage.archive(ADA, "b", 600, NOW));
    assertCode("blob.length", () -> usage.archive(ADA, "b", -1, NOW));

    usage.forgetArchives(ADA, any -> true, NOW.plusSeconds(60));
    assertEquals(600, usage.storage("ada", NOW), "its first byte may be under way");
    usage.forgetArchives(ADA, any -> false, NOW.plus(Duration.ofHours(1)));
    assertEquals(600, usage.storage("ada", NOW), "it is still there");
    usage.forgetArchives(ADA, "a"::equals, NOW.plus(Duration.ofHours(1)));
    assertEquals(0, usage.storage("ada", NOW));

    usage.archive(ADA, "b", 1_000, NOW);
    usage.forgetArchive(ADA, "b");
    assertEquals(0, usage.storage("ada", NOW));
  }

  @Test
  void whatIsLetGoOfCountsUntilItsBytesAreGone() {
    usage.upload(ADA, "a", 600, NOW);
    usage.uploaded(ADA, "a", 600, NOW);
    assertEquals(1, usage.deposits("ada", "", 10).size());

    assertTrue(usage.release("ada", "a", NOW));

    assertFalse(usage.release("ada", "a", NOW), "it is gone");
    assertEquals(0, usage.deposits("ada", "", 10).size());
    assertEquals(600, usage.stored("ada", NOW).leaving());
    assertCode("quota.storage", () -> usage.upload(ADA, "b", 1_000, NOW));

    usage.settle(NOW, any -> false);
    assertEquals(600, usage.storage("ada", NOW), "it was looked before that");
    usage.settle(NOW.plusSeconds(1), any -> true);
    assertEquals(600, usage.storage("ada", NOW), "they wait to go");
    usage.settle(NOW.plusSeconds(1), any -> false);
    assertEquals(0, usage.storage("ada", NOW));
    usage.upload(ADA, "b", 1_000, NOW);
  }

  @Test
  void whatIsUploadedAgainBeforeItIsGoneCountsOnce() {
    usage.upload(ADA, "a", 600, NOW);
    usage.uploaded(ADA, "a", 600, NOW);
    usage.release("ada", "a", NOW);

    usage.upload(ADA, "a", 600, NOW);
    assertEquals(600, usage.storage("ada", NOW));
    usage.uploaded(ADA, "a", 600, NOW);

    assertEquals(600, usage.storage("ada", NOW));
    usage.settle(NOW.plusSeconds(1), any -> false);
    assertEquals(600, usage.storage("ada", NOW), "it is kept again");
  }

  @Test
  void aFailedUploadGivesItsRoomBack() {
    usage.upload(ADA, "a", 900, NOW);

    usage.dropped(ADA, "a");

    usage.upload(ADA, "b", 900, NOW);
    assertEquals(900, usage.storage("ada", NOW));
  }

  @Test
  void anAbandonedUploadGivesItsRoomBackAfterADay() {
    usage.upload(ADA, "a", 900, NOW);
    usage.upload(ADA, "a", 900, NOW.plus(Duration.ofHours(20)));

    assertEquals(900, usage.storage("ada", NOW.plus(Duration.ofHours(40))));
    assertEquals(0, usage.storage("ada", NOW.plus(Duration.ofHours(45))));
  }

  @Test
  void whatJobsMakeCountsWhileTheyRunAndBoundsWhatTheyMayMake() {
    GivenGatehouse given = new GivenGatehouse();
    Account bob = given.account("bob", "submitter");
    given.put(bob.withQuota(new Quota(Optional.empty(), Optional.of(1_000L), Optional.empty())));
    Usage used = given.gatehouse.usage();
    used.upload(given.accounts.require("bob"), "a", 600, NOW);
    assertEquals(OptionalLong.empty(), given.gatehouse.quotas().outputBytes("bob"));

    given.gatehouse.made(Map.of("bob", 150L, "nobody", 7L), NOW);

    assertEquals(750, used.storage("bob", NOW));
    assertEquals(OptionalLong.of(400), given.gatehouse.quotas().outputBytes("bob"));
    assertEquals(OptionalLong.empty(), given.gatehouse.quotas().outputBytes("nobody"));
    assertCode("quota.storage", () -> used.requireRoom(given.accounts.require("bob"), 300, NOW));
    given.gatehouse.made(Map.of(), NOW);
    assertEquals(600, used.storage("bob", NOW));
  }

  @Test
  void whatTheMatchAsksIsReadOnceAndAgainAfterAChange() {
    GivenGatehouse given = new GivenGatehouse();
    Account bob = given.account("bob", "submitter");
    Quotas quotas = given.gatehouse.quotas();
    Quota two = new Quota(Optional.of(2L), Optional.empty(), Optional.empty());
    assertEquals(OptionalLong.empty(), quotas.runningUnits("bob"));

    given.put(bob.withQuota(new Quota(Optional.of(7L), Optional.empty(), Optional.empty())));
    assertEquals(OptionalLong.empty(), quotas.runningUnits("bob"), "the store is not asked again");
    given.accounts.change(
        given.admin,
        "bob",
        new Accounts.Change(Optional.empty(), Optional.empty(), Optional.of(two)),
        GivenGatehouse.deed(NOW));

    assertEquals(OptionalLong.of(2), quotas.runningUnits("bob"));
    assertEquals(OptionalLong.empty(), quotas.runningUnits("nobody"));
  }
}
