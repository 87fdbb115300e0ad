package io.idlegrid.worker.domain.availability.trigger;

import io.idlegrid.schedule.WeeklySchedule;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner wants attempts to give way to.
 *
 * @param memoryReserveBytes memory that stays available; below it attempts give way
 * @param diskReserveBytes disk that stays free for the owner; new attempts are promised none of it,
 *     and those that run give way when half of it is gone
 * @param mostDiskWaitPercent disk wait that counts as the owner's work; absent: never
 * @param mostCelsius from here on the device is too hot; absent: any heat is accepted
 * @param leastBatteryPercent least charge at which a draining battery is accepted; absent: never
 * @param mostOwnerBytesPerSecond network traffic that counts as the owner's work; absent: never
 * @param programs names of programs whose mere presence means "leave"
 * @param schedule when the device may be lent at all
 */
public record TriggerPolicy(
    long memoryReserveBytes,
    long diskReserveBytes,
    @Nullable Double mostDiskWaitPercent,
    @Nullable Double mostCelsius,
    @Nullable Double leastBatteryPercent,
    @Nullable Double mostOwnerBytesPerSecond,
    List<String> programs,
    WeeklySchedule schedule) {

  /** Hot devices cool slowly; less apart, and fan-less ones would flap. */
  private static final double COOLER = 8;

  private static final Duration NOW = Duration.ZERO;
  private static final Duration SECOND = Duration.ofSeconds(1);

  public TriggerPolicy {
    programs = List.copyOf(programs);
    if (memoryReserveBytes < 0) {
      throw new IllegalArgumentException("the memory reserve cannot be negative");
    }
    if (diskReserveBytes < 0) {
      throw new IllegalArgumentException("the disk reserve cannot be negative");
    }
  }

  /** Careful enough for a small device without a fan. */
  public static TriggerPolicy cautious(long memoryBytes) {
    return new TriggerPolicy(
        memoryBytes / 20,
        256L << 20,
        60.0,
        70.0,
        null,
        8.0 * (1 << 20),
        List.of(),
        WeeklySchedule.ALWAYS);
  }

  /** The bands of what the owner cares about. */
  Map<Trigger, Band> bands() {
    Map<Trigger, Band> bands = new EnumMap<>(Trigger.class);
    bands.put(Trigger.SCHEDULE, Band.yesOrNo(NOW, NOW));
    bands.put(Trigger.PROGRAM, Band.yesOrNo(SECOND.multipliedBy(10), SECOND.multipliedBy(120)));
    bands.put(Trigger.BATTERY, Band.yesOrNo(SECOND.multipliedBy(10), SECOND.multipliedBy(300)));
    put(bands, Trigger.MEMORY, (double) memoryReserveBytes, 1.5, NOW, 5);
    put(bands, Trigger.DISK, diskReserveBytes / 2.0, 2, NOW, 5);
    put(bands, Trigger.DISK_WAIT, mostDiskWaitPercent, 0.5, SECOND.multipliedBy(2), 2);
    put(bands, Trigger.NETWORK, mostOwnerBytesPerSecond, 0.5, SECOND.multipliedBy(2), 5);
    if (mostCelsius != null) {
      bands.put(
          Trigger.TEMPERATURE,
          new Band(
              mostCelsius,
              mostCelsius - COOLER,
              NOW,
              SECOND.multipliedBy(10),
              SECOND.multipliedBy(600),
              SECOND.multipliedBy(600)));
    }
    return bands;
  }

  private static void put(
      Map<Trigger, Band> bands,
      Trigger trigger,
      @Nullable Double enter,
      double leaveFactor,
      Duration enterOver,
      int quietSeconds) {
    if (enter != null && enter > 0) {
      bands.put(
          trigger,
          new Band(
              enter,
              enter * leaveFactor,
              enterOver,
              SECOND.multipliedBy(quietSeconds),
              SECOND.multipliedBy(60),
              SECOND.multipliedBy(120)));
    }
  }
}
