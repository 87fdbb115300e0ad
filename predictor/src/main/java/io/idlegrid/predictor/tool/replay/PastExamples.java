package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.tool.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * What one host's past taught up to each cut: examples whose outcome lay before the cut, thinned
 * evenly so that long traces do not crowd out short ones.
 *
 * @param device whose past it is
 * @param source the data set that the device belongs to
 * @param byCut one list per {@link Cuts}, each holding what came before that cut
 */
record PastExamples(String device, String source, List<List<Example>> byCut) {

  PastExamples {
    byCut = List.copyOf(byCut);
  }

  static PastExamples of(Trace trace, int most) {
    var history = new DeviceHistory();
    var kept = new Thinned(most);
    List<List<Example>> byCut = new ArrayList<>();
    int sample = 0;
    for (double share : Cuts.SHARES) {
      double cut = trace.secondsAt(share);
      while (sample < trace.size() && trace.seconds()[sample] <= cut) {
        Samples.add(history, trace, sample++);
        history.takeExamples().forEach(kept::add);
      }
      byCut.add(kept.copy());
    }
    return new PastExamples(trace.device(), trace.source(), byCut);
  }

  /** Keeps every n-th, n doubling whenever twice the wanted number is held. */
  private static final class Thinned {
    private final int most;
    private List<Example> kept = new ArrayList<>();
    private int every = 1;
    private int seen;

    Thinned(int most) {
      this.most = most;
    }

    void add(Example example) {
      if (seen++ % every == 0) {
        kept.add(example);
      }
      if (kept.size() >= 2 * most) {
        kept = everyOther(kept);
        every *= 2;
      }
    }

    private static List<Example> everyOther(List<Example> all) {
      List<Example> half = new ArrayList<>();
      for (int i = 0; i < all.size(); i += 2) {
        half.add(all.get(i));
      }
      return half;
    }

    List<Example> copy() {
      List<Example> even = new ArrayList<>();
      int wanted = Math.min(most, kept.size());
      for (int i = 0; i < wanted; i++) {
        even.add(kept.get((int) ((long) i * kept.size() / wanted)));
      }
      return even;
    }
  }
}
