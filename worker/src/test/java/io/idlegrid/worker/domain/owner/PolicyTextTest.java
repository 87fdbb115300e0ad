package io.idlegrid.worker.domain.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTextTest {

  @Test
  void anOwnerWhoSaysNothingLendsWithCare() {
    OwnerPolicy policy = OwnerPolicy.cautious();

    assertEquals(1, policy.risk());
    assertEquals(
        new OwnerPolicy.Caps(100, 50, 4L << 30, 64, Unprotected.LESS, null), policy.caps());
    assertEquals(70, policy.gives().celsius());
    assertNull(policy.gives().leastBattery(), "no battery");
    assertFalse(policy.work().network());
    assertEquals(
        new OwnerPolicy.Leave(Duration.ofMinutes(5), Duration.ofSeconds(30)), policy.leave());
    assertEquals(50 << 20, policy.triggers(1000L << 20).memoryReserveBytes());
  }

  @Test
  void everythingCanBeSaid() {
    PolicyText text =
        PolicyText.parse(
            """
            # a comment
            risk = 0.5%
            cpu.most=80 %        # not all
            cpu.enter = 40%
            cpu.leave = 20%
            memory.most = 25%
            disk.most = 1.5GiB
            disk.wait = none
            temperature.most = 65 °C
            temperature.unknown = refuse
            battery = 80%
            network.owner = 512KiB/s
            network.units = yes
            programs = kodi, vlc
            schedule = mon-fri 18:00-08:00, sat-sun
            work.for = alice, bob
            work.engines = process
            frozen.most = 90s
            grace = 2m
            page.port = 7381
            """);

    assertEquals(List.of(), text.errors());
    OwnerPolicy policy = text.policy().orElseThrow();
    assertEquals(0.5, policy.risk());
    assertEquals(3L << 29, policy.caps().diskBytes());
    assertEquals(40, policy.guard().enter());
    assertEquals(20, policy.guard().leave());
    assertNull(policy.gives().diskWaitPercent());
    assertEquals(65, policy.gives().celsius());
    assertTrue(policy.gives().needsTemperature());
    assertEquals(80, policy.gives().leastBattery());
    assertEquals(512 << 10, policy.gives().ownerBytesPerSecond());
    assertEquals(List.of("kodi", "vlc"), policy.gives().programs());
    assertEquals(Set.of("alice", "bob"), policy.work().accounts());
    assertEquals(Duration.ofSeconds(90), policy.leave().afterFrozen());
    assertEquals(7381, policy.pagePort());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      textBlock =
          """
          temprature.most = 60  | there is no 'temprature.most'; did you mean 'temperature.most'?
          risk 3                | 'risk 3' is not like 'key = value'
          risk = 3              | risk: '3' is not a percentage like 25%
          risk = 90%            | risk: '90%' is not between 0.01% and 50%
          memory.most = 0%      | memory.most: '0%' is not between 1% and 95%
          disk.most = 4GB       | disk.most: '4GB' is not a size like 512MiB or 4GiB
          temperature.most = 7  | temperature.most: '7' is not between 20 and 120 degrees
          network.owner = 8MiB  | network.owner: '8MiB' is not a rate like 8MiB/s
          network.units = maybe | network.units: 'maybe' is not yes or no
          battery = sometimes   | battery: 'sometimes' is not a percentage like 25%
          schedule = at night   | schedule: 'at night' is not like 'mon-fri 18:00-08:00', 'sat' or 'always'
          frozen.most = 5       | frozen.most: '5' is not a time like 30s, 5m, 2h or 1d
          frozen.most = 999999d | frozen.most: '999999d' is not at most 366d
          grace = 2h            | grace: '2h' is not at most 1h
          network.fetch = 0MiB/s | network.fetch: '0MiB/s' is not at least 1KiB/s
          work.engines = dokcer | work.engines knows no 'dokcer', only docker and process
          programs = a b        | programs: 'a b' is not a name without spaces
          cpu.leave = 30%       | cpu.leave must be below cpu.enter, or units would flap
          """)
  void saysWhatIsWrongAndWhatWouldHelp(String line, String error) {
    PolicyText text = PolicyText.parse("# first\n" + line + "\n");

    assertEquals(
        List.of("line 2: " + error), text.errors().stream().map(Object::toString).toList());
    assertEquals(Optional.empty(), text.policy());
  }

  @Test
  void aMarkOfTheByteOrderIsNoPartOfTheFirstKey() {
    PolicyText text = PolicyText.parse("\uFEFFrisk = 2%\r\ngrace = 5s\r\n");

    assertEquals(List.of(), text.errors());
    assertEquals(2, text.policy().orElseThrow().risk());
  }

  @Test
  void anotherFileAltogetherIsNotToldLineByLine() {
    PolicyText text = PolicyText.parse(("x".repeat(1_000) + "\n").repeat(60));

    assertEquals(11, text.errors().size());
    assertEquals(
        "line 1: '" + "x".repeat(60) + "…' is not like 'key = value'",
        text.errors().get(0).toString());
    assertEquals("line 11: and 50 more errors from here on", text.errors().get(10).toString());
  }

  @Test
  void tellsEveryErrorAtOnceAndTakesNothingOfIt() {
    PolicyText text = PolicyText.parse("risk = 2%\nrisk = 3%\nfoo = 1\n\ngrace = x");

    assertEquals(
        List.of(
            "line 2: risk is set in line 1 already",
            "line 3: there is no 'foo'; did you mean 'risk'?",
            "line 5: grace: 'x' is not a time like 30s, 5m, 2h or 1d"),
        text.errors().stream().map(Object::toString).toList().stream()
            .map(error -> error.replaceAll("did you mean '.*'", "did you mean 'risk'"))
            .toList());
  }

  @Test
  void whatItPrintsAndItsTemplateAreUnderstood() {
    PolicyText printed = PolicyText.parse(PolicyText.print(Map.of(PolicyKey.PROGRAMS, "kodi")));

    assertEquals(List.of(), printed.errors());
    assertEquals(List.of("kodi"), printed.policy().orElseThrow().gives().programs());
    assertEquals(
        Optional.of(OwnerPolicy.cautious()), PolicyText.parse(PolicyText.template()).policy());
  }

  @Test
  void theOwnerChoosesWhoseUnitsRun() {
    OwnerPolicy open = OwnerPolicy.cautious();
    OwnerPolicy strict =
        PolicyText.parse("work.for = alice\nwork.engines = process").policy().orElseThrow();

    assertEquals(Optional.empty(), open.refusal(asked("bob", "batch", "docker", false)));
    assertEquals(
        Optional.of("the owner gives units no network (network.units)"),
        open.refusal(asked("bob", "batch", "docker", true)));
    assertEquals(
        Optional.of("the owner does not work for bob (work.for)"),
        strict.refusal(asked("bob", "batch", "any", false)));
    assertEquals(
        Optional.of("the owner allows no engine docker (work.engines)"),
        strict.refusal(asked("alice", "batch", "docker", false)));
    assertEquals(Optional.empty(), strict.refusal(asked("alice", "batch", "process", false)));
  }

  @Test
  void theOwnerMayGoWithoutProtection() {
    PolicyText wrong = PolicyText.parse("unprotected = maybe");

    assertEquals(
        Unprotected.LEND,
        PolicyText.parse("unprotected = lend").policy().orElseThrow().caps().unprotected());
    assertTrue(
        wrong.errors().get(0).toString().contains("less or nothing or lend"),
        wrong.errors().toString());
  }

  @Test
  void theOwnerChoosesWhatKindsOfWork() {
    OwnerPolicy policy =
        PolicyText.parse("work.kinds = inference, function\nwork.labels = team=lab")
            .policy()
            .orElseThrow();

    assertEquals(Optional.empty(), policy.refusal(asked("bob", "inference", "any", false)));
    assertEquals(
        Optional.of("the owner allows no work of the kind batch (work.kinds)"),
        policy.refusal(asked("bob", "batch", "any", false)));
    assertEquals(
        Optional.of("the owner allows no work of the kind that nobody tells (work.kinds)"),
        policy.refusal(asked("bob", null, "any", false)));
    assertEquals(
        Optional.of("the owner wants the label team=lab (work.labels)"),
        policy.refusal(
            new OwnerPolicy.Asked("bob", "inference", Map.of("team", "shop"), "any", false)));
  }

  private static OwnerPolicy.Asked asked(
      String account, @Nullable String kind, String engine, boolean network) {
    return new OwnerPolicy.Asked(account, kind, Map.of("team", "lab"), engine, network);
  }

  @Test
  void aTimeIsNeitherNothingNorInWords() {
    assertEquals(Duration.ofHours(2), OwnerOrder.time("2h"));
    assertThrows(IllegalArgumentException.class, () -> OwnerOrder.time("0s"));
    assertThrows(IllegalArgumentException.class, () -> OwnerOrder.time("2 hours"));
  }
}
