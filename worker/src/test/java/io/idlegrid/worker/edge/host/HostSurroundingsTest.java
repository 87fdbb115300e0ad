package io.idlegrid.worker.edge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.idlegrid.worker.domain.availability.trigger.Power;
import io.idlegrid.worker.domain.availability.trigger.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSurroundingsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path root;
  private long ownBytes;
  private long ownWait;
  private long now;

  @BeforeEach
  void layOutDevice() throws IOException {
    lay("proc/meminfo", "MemTotal:        1000 kB\nMemAvailable:     600 kB\n");
    lay("proc/stat", "cpu  1 2 3 4 100 0 0 0\ncpu0 1 2\ncpu1 1 2\n");
    network(0, 0);
  }

  @Test
  void tellsWhatTheKernelTells() throws Exception {
    lay("sys/class/thermal/thermal_zone0/temp", "41500\n");
    lay("sys/class/hwmon/hwmon0/temp1_input", "57000\n");
    Surroundings seen = reader().read(List.of(), now);

    assertEquals(600L << 10, seen.memoryAvailableBytes());
    assertEquals(57.0, seen.celsius());
    assertEquals(Power.NO_BATTERY, seen.power());
    assertEquals(LocalDateTime.of(2026, 11, 23, 12, 0), seen.localTime());
  }

  @Test
  void aMissingOrImpossibleTemperatureIsUnknown() throws Exception {
    assertNull(reader().read(List.of(), now).celsius());

    lay("sys/class/thermal/thermal_zone0/temp", "0\n");
    lay("sys/class/thermal/thermal_zone1/temp", "-274000\n");
    lay("sys/class/thermal/thermal_zone2/temp", "what\n");

    assertNull(reader().read(List.of(), now).celsius());
  }

  @Test
  void knowsABatteryByItsWords() throws Exception {
    lay("sys/class/power_supply/mouse/type", "Battery\n");
    lay("sys/class/power_supply/mouse/scope", "Device\n");
    lay("sys/class/power_supply/mouse/status", "Discharging\n");
    assertEquals(Power.NO_BATTERY, reader().read(List.of(), now).power());

    lay("sys/class/power_supply/BAT0/type", "Battery\n");
    lay("sys/class/power_supply/BAT0/status", "Discharging\n");
    lay("sys/class/power_supply/BAT0/capacity", "81\n");
    assertEquals(new Power(true, 81.0), reader().read(List.of(), now).power());

    lay("sys/class/power_supply/BAT0/status", "Charging\n");
    assertEquals(new Power(false, 81.0), reader().read(List.of(), now).power());
  }

  @Test
  void aBatteryThatDoesNotSayIsUnknownUnlessTheDeviceIsPluggedIn() throws Exception {
    lay("sys/class/power_supply/BAT0/type", "Battery\n");
    lay("sys/class/power_supply/BAT0/status", "Unknown\n");
    assertNull(reader().read(List.of(), now).power());

    lay("sys/class/power_supply/AC/type", "Mains\n");
    lay("sys/class/power_supply/AC/online", "1\n");
    assertEquals(new Power(false, null), reader().read(List.of(), now).power());
  }

  @Test
  void countsTheOwnersTrafficOnRealCardsOnly() throws Exception {
    lay("sys/class/net/eth0/device", "");
    HostSurroundings reader = reader();
    reader.read(List.of(), now);

    network(3_000_000, 9_000_000);
    ownBytes = 1_000_000;
    Surroundings seen = reader.read(List.of(), later(2));

    assertEquals(1_000_000, seen.ownerBytesPerSecond());
  }

  @Test
  void aCardThatWasResetIsNoTraffic() throws Exception {
    network(3_000_000, 0);
    HostSurroundings reader = reader();
    reader.read(List.of(), now);

    network(5, 0);

    assertEquals(0, reader.read(List.of(), later(2)).ownerBytesPerSecond());
  }

  @Test
  void stallsOfAttemptsAreNotTheOwners() throws Exception {
    pressure(1_000_000);
    HostSurroundings reader = reader();
    reader.read(List.of(), now);

    pressure(2_500_000);
    ownWait = 500_000;

    assertEquals(50, reader.read(List.of(), later(2)).diskWaitPercent());
  }

  @Test
  void withoutPressureTheProcessorsTellOfWaiting() throws Exception {
    HostSurroundings reader = reader();
    reader.read(List.of(), now);

    lay("proc/stat", "cpu  1 2 3 4 200 0 0 0\ncpu0 1 2\ncpu1 1 2\n");

    assertEquals(25, reader.read(List.of(), later(2)).diskWaitPercent());
  }

  @Test
  void whatCannotBeReadIsUnknown() throws Exception {
    HostSurroundings reader = reader();
    reader.read(List.of(), now);
    Files.delete(root.resolve("proc/net/dev"));
    Files.delete(root.resolve("proc/meminfo"));

    Surroundings seen = reader.read(List.of(), later(2));

    assertNull(seen.ownerBytesPerSecond());
    assertNull(seen.memoryAvailableBytes());
  }

  @Test
  void findsTheOwnersProgramsButNotOurs() throws Exception {
    process(10, "kodi", "0::/user.slice");
    process(11, "ffmpeg", "0::/idlegrid/a1/inner");
    process(12, "a-very-long-pro", "0::/");
    lay("proc/12/cmdline", "/opt/bin/a-very-long-program\0--now\0");
    process(13, "kodi-other", "0::/");

    List<String> wanted = List.of("kodi", "ffmpeg", "a-very-long-program", "vlc");

    assertEquals(List.of("kodi", "a-very-long-program"), reader().read(wanted, now).programs());
  }

  @Test
  void noticesAProcessThatTookItsNameAfterItsStart() throws Exception {
    HostSurroundings reader = reader();
    process(10, "sh", "0::/");
    reader.read(List.of("kodi"), now);
    process(11, "sh", "0::/");
    assertEquals(List.of(), reader.read(List.of("kodi"), later(5)).programs());

    process(11, "kodi", "0::/");

    assertEquals(List.of("kodi"), reader.read(List.of("kodi"), later(5)).programs());
  }

  private HostSurroundings reader() {
    return new HostSurroundings(
        root.resolve("proc"),
        root.resolve("sys/class"),
        root,
        "/idlegrid",
        () -> OptionalLong.of(ownWait),
        () -> ownBytes,
        CLOCK);
  }

  private long later(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
    return now;
  }

  private void network(long eth, long docker) throws IOException {
    lay(
        "proc/net/dev",
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets
            lo:  5000000     147    0    0    0     0          0         0    5000000     147
          eth0: %d   16521    0    0    0     0          0         0  0   11480    0
        docker0: %d   16521    0    0    0     0          0         0  7   11480    0
        """
            .formatted(eth, docker));
  }

  private void pressure(long micros) throws IOException {
    lay(
        "proc/pressure/io",
        "some avg10=0.00 avg60=0.01 avg300=0.12 total=%d\nfull avg10=0.00 avg60=0.01 avg300=0.02 total=7\n"
            .formatted(micros));
  }

  private void process(int pid, String name, String group) throws IOException {
    lay("proc/" + pid + "/comm", name + "\n");
    lay("proc/" + pid + "/cgroup", group + "\n");
  }

  private void lay(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);
  }
}
