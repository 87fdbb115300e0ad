package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {

  private final List<String> seen = new ArrayList<>();

  @Test
  void whatBeginsIsEndedAgainAtOnce() throws Exception {
    Trial.of(List.of(working("one"), working("two")));

    assertEquals(List.of("one begins", "one ends", "two begins", "two ends"), seen);
  }

  @Test
  void allThatCannotBeginIsNamedWithTheOthers() {
    List<LendingPolicy> policies =
        List.of(working("one"), lacking("two", "no bwrap"), working("three"), lacking("four", "-"));

    IOException refused = assertThrows(IOException.class, () -> Trial.of(policies));

    assertEquals(
        List.of(
            "nothing was measured, since this cannot run here:",
            "  two: no bwrap",
            "  four: -",
            "To measure the others alone: --only 'one' --only 'three'"),
        String.valueOf(refused.getMessage()).lines().toList());
  }

  @Test
  void whatCannotBeMeteredIsEndedToo() {
    LendingPolicy unmetered = new Fake("one", () -> {}, () -> fail("no group"));

    assertThrows(IOException.class, () -> Trial.of(List.of(unmetered)));

    assertEquals(List.of("one begins", "one ends"), seen);
  }

  private LendingPolicy working(String name) {
    return new Fake(name, () -> {}, () -> {});
  }

  private LendingPolicy lacking(String name, String obstacle) {
    return new Fake(name, () -> fail(obstacle), () -> {});
  }

  private static void fail(String why) throws IOException {
    throw new IOException(why);
  }

  private interface Act {
    void perform() throws IOException;
  }

  private final class Fake implements LendingPolicy, LendingPolicy.Lent {

    private final String name;
    private final Act begin;
    private final Act meter;

    Fake(String name, Act begin, Act meter) {
      this.name = name;
      this.begin = begin;
      this.meter = meter;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Lent begin() throws IOException {
      begin.perform();
      seen.add(name + " begins");
      return this;
    }

    @Override
    public Duration cpu() throws IOException {
      meter.perform();
      return Duration.ZERO;
    }

    @Override
    public List<Stop> stops() {
      return List.of();
    }

    @Override
    public Duration lost() {
      return Duration.ZERO;
    }

    @Override
    public void end() {
      seen.add(name + " ends");
    }
  }
}
