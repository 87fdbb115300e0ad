package io.idlegrid.worker.edge.engine.docker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnLimitsTest {

  @Test
  void theHardLimitsCount() {
    OwnLimits limits =
        OwnLimits.read(
            List.of(
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max processes             1000                 7000                 processes ",
                "Max open files            1024                 20000                files     "));

    assertEquals(new OwnLimits(20_000, 7_000), limits);
  }

  @Test
  void whatIsUnlimitedOrAbsurdIsBounded() {
    OwnLimits limits =
        OwnLimits.read(
            List.of(
                "Max processes             unlimited            unlimited            processes ",
                "Max open files            1024                 1048576              files     "));

    assertEquals(new OwnLimits(65_536, 8_192), limits);
  }
}
