package io.idlegrid.worker.edge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.protocol.device.Hardware;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a survey's answer, or of none; a shell stands in for the JVM. */
class HardwareSurveyTest {

  private static final Duration AMPLE = Duration.ofMinutes(1);

  private final ObjectMapper json = JsonMapper.builder().build();
  private final Logger logger = Logger.getLogger(HardwareSurvey.class.getName());
  private final Warnings warnings = new Warnings();

  private static final class Warnings extends Handler {

    private final List<String> texts = new ArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      assertEquals(Level.WARNING, entry.getLevel());
      texts.add(new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    logger.addHandler(warnings);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(warnings);
    logger.setUseParentHandlers(true);
  }

  private Optional<Hardware> answerOf(String script, Duration patience) {
    try (var survey = HardwareSurvey.start(List.of("sh", "-c", script), json, patience)) {
      return survey.result();
    }
  }

  @Test
  void whatIsNotToldStaysAbsent() {
    Optional<Hardware> hardware =
        answerOf(
            """
            echo '{"processor": "ARMv7", "disks": [{"name": "mmcblk0", "bytes": 8000}],
              "networks": [], "sensors": ["temperature"]}'
            """,
            AMPLE);

    assertEquals(
        Optional.of(
            new Hardware(
                null,
                "ARMv7",
                null,
                null,
                List.of(new Hardware.Disk("mmcblk0", null, 8000, null)),
                List.of(),
                List.of("temperature"))),
        hardware);
    assertEquals(List.of(), warnings.texts);
  }

  @ParameterizedTest
  @CsvSource({
    "'echo no libjnidispatch here >&2; exit 3', ended with code 3: no libjnidispatch here",
    "'echo hello', Unrecognized token 'hello'",
    "'echo null', found nothing at all",
    "'echo {}', Cannot construct instance",
    "'true', No content",
  })
  void aFailureIsAWarningAndNoMore(String script, String reason) {
    Optional<Hardware> hardware = answerOf(script, AMPLE);

    assertEquals(Optional.empty(), hardware);
    assertEquals(1, warnings.texts.size());
    assertTrue(warnings.texts.get(0).contains(reason), warnings.texts.get(0));
  }

  @Test
  void aSurveyThatTakesTooLongIsEnded() throws Exception {
    List<ProcessHandle> before = ProcessHandle.current().children().toList();

    Optional<Hardware> hardware = answerOf("exec sleep 600", Duration.ofMillis(1));

    assertEquals(Optional.empty(), hardware);
    assertTrue(warnings.texts.get(0).contains("took longer"), warnings.texts.get(0));
    for (ProcessHandle left : ProcessHandle.current().children().toList()) {
      if (!before.contains(left)) {
        left.onExit().get();
      }
    }
  }

  @Test
  void aJavaThatIsNotThereIsAWarning() {
    try (var survey = HardwareSurvey.start(List.of("/nowhere/bin/java"), json, AMPLE)) {
      assertEquals(Optional.empty(), survey.result());
    }

    assertTrue(warnings.texts.get(0).contains("/nowhere/bin/java"), warnings.texts.get(0));
  }
}
