package io.idlegrid.predictor.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuietSpellsTest {
  private static final int HOUR = 12;

  private final QuietSpells spells = new QuietSpells();
  private long stretch;

  @Test
  void aSpellAsOldAsAllBeforeItIsAboutToEnd() {
    for (int hour = 0; hour < 48; hour++) {
      quiet(HOUR - 1);
      burst(80);
    }

    quiet(2);
    float early = QuietSpells.at(spells.survival(new int[] {1})[0], 50);
    quiet(HOUR - 3);
    float late = QuietSpells.at(spells.survival(new int[] {2})[0], 50);

    assertTrue(early > .95, () -> "early " + early);
    assertTrue(late < .1, () -> "late " + late);
  }

  @Test
  void whatNeverEndedIsBelievedByItsAge() {
    quiet(HOUR);
    float young = QuietSpells.at(spells.survival(new int[] {HOUR})[0], 50);
    quiet(100 * HOUR);
    float old = QuietSpells.at(spells.survival(new int[] {HOUR})[0], 50);

    assertEquals(.5, young, .1);
    assertTrue(old > .98, () -> "old " + old);
  }

  @Test
  void aLongSilenceEndsASpellUncounted() {
    quiet(40);
    stretch += 1000;
    quiet(1);

    assertTrue(QuietSpells.at(spells.survival(new int[] {HOUR})[0], 50) < .1);
  }

  @Test
  void valuesRiseWithTheThreshold() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 3000; i++) {
      burst(random.nextInt(100));
    }

    for (float[] values : new float[][] {spells.survival(new int[] {3})[0], spells.meanLengths()}) {
      for (double threshold = 1; threshold < 100; threshold += .7) {
        assertTrue(QuietSpells.at(values, threshold) >= QuietSpells.at(values, threshold - 1));
      }
    }
  }

  @Test
  void comesBackFromBytes() throws Exception {
    for (int hour = 0; hour < 9; hour++) {
      quiet(hour);
      burst(60);
    }
    var bytes = new ByteArrayOutputStream();
    spells.write(new DataOutputStream(bytes));

    var read = new QuietSpells();
    read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertArrayEquals(spells.survival(new int[] {2})[0], read.survival(new int[] {2})[0]);
    assertArrayEquals(spells.meanLengths(), read.meanLengths());
  }

  private void quiet(int stretches) {
    for (int i = 0; i < stretches; i++) {
      spells.add(stretch++, 2);
    }
  }

  private void burst(double peak) {
    spells.add(stretch++, peak);
  }
}
