package io.idlegrid.worker.edge.host.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "  ", "unknown", "Unknown", "To Be Filled By O.E.M.", "Default string", "\0"})
  void aWordForUnknownIsNoText(String said) {
    assertNull(Known.text(said));
  }

  @Test
  void theZeroAtTheEndOfADeviceTreesTextIsCutOff() {
    assertEquals("Raspberry Pi 4 Model B", Known.text("Raspberry Pi 4 Model B\0"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void aNumberThatCannotBeIsNone(long said) {
    assertNull(Known.count(said));
  }

  @Test
  void hertzBecomeMegahertz() {
    assertEquals(1_500, Known.millions(1_500_000_000L));
    assertNull(Known.millions(-1));
  }

  @Test
  void aTemperatureOfZeroIsUnknown() {
    assertFalse(Known.isTemperature(0));
    assertFalse(Known.isTemperature(Double.NaN));
    assertTrue(Known.isTemperature(41.5));
  }

  @Test
  void theMakerIsNamedOnce() {
    assertEquals("Dell Inc. Edge 5000", Known.model("Dell Inc.", "Edge 5000"));
    assertEquals("Raspberry Pi 5", Known.model("raspberry pi", "Raspberry Pi 5"));
    assertEquals("Radxa", Known.model("Radxa", null));
    assertEquals("ROCK 4", Known.model(null, "ROCK 4"));
    assertNull(Known.model(null, null));
  }
}
