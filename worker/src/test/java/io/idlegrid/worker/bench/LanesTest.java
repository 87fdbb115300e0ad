package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.edge.run.StoppableAttempts.Wish;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LanesTest {

  private static final Wish RUN = new Wish(false, Double.MAX_VALUE, 1);
  private static final Wish STAND = new Wish(true, Double.MAX_VALUE, 0);

  private final RunningUnit first = Mockito.mock(RunningUnit.class);
  private final RunningUnit second = Mockito.mock(RunningUnit.class);
  private final Lanes lanes = new Lanes(List.of(first, second));

  @Test
  void standStillForTheOwnerAndGoOnOneAfterTheOther() throws Exception {
    assertFalse(lanes.settle(RUN).areWaiting());

    lanes.settle(STAND);
    assertTrue(lanes.settle(RUN).areWaiting());
    Mockito.verify(first).thaw();
    Mockito.verify(second, Mockito.never()).thaw();

    assertFalse(lanes.settle(RUN).areWaiting());
    Mockito.verify(second).thaw();
  }

  @Test
  void standStillWhileTheGateIsClosed() throws Exception {
    lanes.open(false);
    lanes.settle(RUN);
    Mockito.verify(first).freeze();

    lanes.open(true);
    lanes.settle(RUN);
    Mockito.verify(first).thaw();
  }

  @Test
  void areToldWhatFailed() throws Exception {
    Mockito.doThrow(new EngineException("busy")).when(first).freeze();

    assertEquals(List.of("busy"), lanes.settle(STAND).failures());
  }
}
