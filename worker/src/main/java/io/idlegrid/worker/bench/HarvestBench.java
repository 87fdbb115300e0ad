package io.idlegrid.worker.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.OwnCpu;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.host.ProcStat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lends in different ways beside the same foreground and shows what each costs and brings. */
@Command(
    name = "harvest",
    mixinStandardHelpOptions = true,
    description = "What each way to lend harvests, and what it costs the owner.")
final class HarvestBench implements Callable<Integer> {

  private static final double QUIET = 3;
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @Spec private CommandSpec spec;

  @Option(names = "--rounds", defaultValue = "5", description = "Alternating rounds.")
  private int rounds = 5;

  @Option(names = "--seconds", defaultValue = "45", description = "Length of each run.")
  private int seconds = 45;

  @Option(names = "--unit", defaultValue = "5", description = "Seconds a unit takes.")
  private int unit = 5;

  @Option(names = "--trace", description = "Recorded load to replay instead of bursts.")
  private @Nullable Path trace;

  @Option(
      names = "--only",
      paramLabel = "POLICY",
      description = "Only this way to lend, beside lending nothing; may be repeated.")
  private @Nullable List<String> only;

  @Option(names = "--seed", defaultValue = "1", description = "Of the bursts.")
  private long seed = 1;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Keeps every run's figures; with it a benchmark that was broken off goes on.")
  private @Nullable Path file;

  private @Nullable Trace played;
  private int round;
  private final Map<String, List<Round>> results = new LinkedHashMap<>();
  private final Map<String, String> impossible = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException, InterruptedException, PutBack.Failed {
    if (trace != null) {
      played = Trace.read(trace);
    }
    RunLog log = RunLog.open(file, new RunLog.Setting(seconds, unit, seed, "" + trace));
    List<LendingPolicy> policies = policies();
    policies.forEach(policy -> results.put(policy.name(), new ArrayList<>()));
    LeftBehind.remove();
    Trial.of(policies.stream().filter(policy -> isToRun(policy, log)).toList());
    warnIfBusy();
    double loops = loops();
    System.err.printf(
        "%d rounds of %d policies, %d s each: about %d minutes%n",
        rounds, policies.size(), seconds, rounds * policies.size() * (seconds + 7) / 60 + 1);
    for (round = 0; round < rounds; round++) {
      for (int i = 0; i < policies.size(); i++) {
        // Each round begins with another policy, so that none always comes first.
        LendingPolicy policy = policies.get((i + round) % policies.size());
        run(policy, round, loops, log);
      }
      if (round + 1 < rounds) {
        System.err.printf("after round %d of %d:%n", round + 1, rounds);
        new HarvestTable(System.err, unit).print(results, impossible);
      }
    }
    new HarvestTable(System.out, unit).print(results, impossible);
    return 0;
  }

  /** Other load is taken for the owner's and spoils every figure. */
  private static void warnIfBusy() throws IOException, InterruptedException {
    try (ProcStat stat =
        new ProcStat(Path.of("/proc/stat"), () -> OwnCpu.NONE, ProcStat.TICKS_ONLY)) {
      CpuReading first = stat.read();
      TimeUnit.SECONDS.sleep(2);
      double host =
          HostLoad.between(first, stat.read(), PROCESSORS).map(HostLoad::host).orElse(0.0);
      if (host > QUIET) {
        System.err.printf(
            "Warning: this machine is %.0f %% busy with other work; figures need a quiet one.%n",
            host);
      }
    }
  }

  private List<LendingPolicy> policies() throws IOException {
    Duration length = Duration.ofSeconds(unit);
    List<LendingPolicy> all =
        List.of(
            new SimplePolicies.Nothing(),
            new SimplePolicies.DefaultContainer(),
            new SimplePolicies.Niced(),
            new SimplePolicies.SlowPoll(),
            new Ladder("ladder without forecasts", length, () -> Gatekeeper.OPEN),
            new Ladder("full ladder", length, () -> forecastGate(length)));
    List<String> wanted = only;
    if (wanted == null) {
      return all;
    }
    List<String> names = all.stream().map(LendingPolicy::name).toList();
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "there is no policy '" + name + "', but " + String.join(", ", names));
      }
    }
    LendingPolicy baseline = all.get(0);
    return all.stream()
        .filter(policy -> policy.equals(baseline) || wanted.contains(policy.name()))
        .toList();
  }

  private Gatekeeper forecastGate(Duration length) {
    double tasks = Foreground.tasksPercent(PROCESSORS);
    if (played == null) {
      Duration step = Duration.ofMillis(Foreground.ROW_MILLIS);
      return new ForecastGate(synthetic(tasks), Instant.now(), step, length);
    }
    List<Double> past =
        played.past(firstRow()).stream().map(percent -> Math.max(tasks, percent)).toList();
    return new ForecastGate(past, Instant.now(), played.step(), length);
  }

  /** The rounds begin all over a trace: rows that follow each other are much alike. */
  private int firstRow() {
    return played == null ? 0 : (int) ((long) played.rowsToPlay() * round / rounds);
  }

  private boolean isToRun(LendingPolicy policy, RunLog log) {
    return IntStream.range(0, rounds).anyMatch(at -> log.find(policy.name(), at).isEmpty());
  }

  private void run(LendingPolicy policy, int number, double loops, RunLog log)
      throws IOException, InterruptedException, PutBack.Failed {
    List<Round> runs = results.computeIfAbsent(policy.name(), unused -> new ArrayList<>());
    Optional<Round> known = log.find(policy.name(), number);
    if (known.isPresent() || impossible.containsKey(policy.name())) {
      known.ifPresent(runs::add);
      return;
    }
    System.err.printf("round %d: %s%n", number + 1, policy.name());
    LendingPolicy.Lent lent;
    try {
      lent = policy.begin();
    } catch (IOException | EngineException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("broken off while " + policy.name() + " began");
      }
      impossible.put(policy.name(), String.valueOf(e.getMessage()));
      return;
    }
    try (PutBack after = new PutBack()) {
      after.add(lent::end);
      Round round = played(seed + number, loops, lent);
      runs.add(round);
      round.falseStops().forEach(System.err::println);
      log.add(policy.name(), number, round);
    }
  }

  private Round played(long roundSeed, double loops, LendingPolicy.Lent lent)
      throws IOException, InterruptedException {
    try (PlayedForeground foreground = foreground(roundSeed, loops)) {
      foreground.expect(Foreground.BEGUN);
      Duration before = lent.cpu();
      foreground.expect(Foreground.OVER);
      Duration harvested = lent.cpu().minus(before);
      Round round = round(foreground.next(), lent, harvested);
      foreground.awaitEnd();
      return round;
    }
  }

  private static Round round(String report, LendingPolicy.Lent lent, Duration harvested)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode seen = json.readTree(report);
    return new Round(
        seen.get("begin").asLong(),
        seen.get("end").asLong(),
        PROCESSORS,
        json.convertValue(seen.get("finishes"), new TypeReference<List<Double>>() {}),
        json.convertValue(seen.get("bursts"), new TypeReference<List<Burst>>() {}),
        seen.get("cpuMillis").asDouble(),
        lent.stops(),
        harvested.toMillis(),
        lent.lost().toMillis());
  }

  /** How many loops of its work the foreground does in a millisecond that nobody disturbs. */
  private double loops() throws IOException, InterruptedException {
    try (PlayedForeground foreground = foreground(0, 0)) {
      double loops = Double.parseDouble(foreground.next());
      foreground.awaitEnd();
      return loops;
    }
  }

  private PlayedForeground foreground(long roundSeed, double loops) throws IOException {
    return PlayedForeground.start(
        List.of(
            String.valueOf(seconds),
            String.valueOf(roundSeed),
            String.valueOf(loops),
            trace == null ? "-" : trace.toString(),
            String.valueOf(firstRow())));
  }

  /** A day of the foreground's kind of load, as 2 s means. */
  private List<Double> synthetic(double tasks) {
    Random random = new Random(~seed);
    List<Double> means = new ArrayList<>();
    while (means.size() < 43_200) {
      double pause = 2 + random.nextInt(8_000) / 1000.0;
      double length = 0.2 * Math.pow(Math.min(20, seconds / 4.0) / 0.2, random.nextDouble());
      for (double t = 0; t < pause; t += 2) {
        means.add(tasks);
      }
      for (double t = 0; t < length; t += 2) {
        means.add(100 * Math.min(1, (length - t) / 2));
      }
    }
    return means;
  }
}
