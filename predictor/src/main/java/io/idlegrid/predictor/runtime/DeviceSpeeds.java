package io.idlegrid.predictor.runtime;

import io.idlegrid.predictor.stored.CorruptStateException;
import io.idlegrid.predictor.stored.Envelope;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast devices are relative to each other, learnt from units of the same jobs: twice the speed
 * is half the running time. A device starts at 1 and moves away from there as attempts on it and on
 * others are compared; few comparisons move it little. Bounded; not safe for use by several
 * threads.
 */
public final class DeviceSpeeds {
  private static final Envelope ENVELOPE = new Envelope("IGDS", 1, 1 << 24);

  /** Comparisons believed in advance that say: as fast as the others. */
  private static final double PRIOR = 4;

  /** Later comparisons replace earlier ones: a device may be throttled or repaired. */
  private static final double MOST = 200;

  /** Beyond this a comparison tells of something else, such as a unit that did nothing. */
  private static final double MOST_LOG = Math.log(100);

  private static final int MOST_DEVICES = 100_000;

  private final Map<String, Speed> speeds = new LinkedHashMap<>();

  private record Speed(double comparisons, double log) {}

  private static final Speed UNKNOWN = new Speed(0, 0);

  /** Speed of a device, 1 where nothing is known. */
  public double of(String device) {
    return Math.exp(log(device));
  }

  /** How many comparisons speak for it, at most {@value #MOST}. */
  public double comparisons(String device) {
    return speeds.getOrDefault(device, UNKNOWN).comparisons();
  }

  double log(String device) {
    return speeds.getOrDefault(device, UNKNOWN).log();
  }

  /** An attempt there was so much faster than on others of known speed, as a logarithm. */
  void compared(String device, double logSpeed) {
    if (speeds.size() >= MOST_DEVICES && !speeds.containsKey(device)) {
      return;
    }
    Speed before = speeds.getOrDefault(device, UNKNOWN);
    double bounded = Math.max(-MOST_LOG, Math.min(MOST_LOG, logSpeed));
    double comparisons = Math.min(MOST, before.comparisons() + 1);
    double log = before.log() + (bounded - before.log()) / (comparisons + PRIOR);
    speeds.put(device, new Speed(comparisons, log));
  }

  /** A device is no more: what was learnt of it goes. */
  public void forget(String device) {
    speeds.remove(device);
  }

  public byte[] toBytes() {
    return ENVELOPE.seal(
        out -> {
          out.writeInt(speeds.size());
          for (Map.Entry<String, Speed> device : speeds.entrySet()) {
            out.writeUTF(device.getKey());
            out.writeDouble(device.getValue().comparisons());
            out.writeDouble(device.getValue().log());
          }
        });
  }

  /**
   * @throws CorruptStateException when the bytes are damaged or of another version; start afresh
   */
  public static DeviceSpeeds fromBytes(byte[] stored) throws CorruptStateException {
    return ENVELOPE.open(
        stored,
        in -> {
          var read = new DeviceSpeeds();
          int devices = in.readInt();
          for (int i = 0; i < devices; i++) {
            String device = in.readUTF();
            read.speeds.put(device, new Speed(in.readDouble(), in.readDouble()));
          }
          return read;
        });
  }
}
