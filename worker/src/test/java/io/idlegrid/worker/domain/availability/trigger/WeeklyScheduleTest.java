package io.idlegrid.worker.domain.availability.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.schedule.WeeklySchedule;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeeklyScheduleTest {

  /** 2026-11-23 is a Monday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          always                       | 2026-11-25T03:00 | true
          mon-fri 18:00-08:00          | 2026-11-23T07:59 | false
          mon-fri 18:00-08:00          | 2026-11-23T18:00 | true
          mon-fri 18:00-08:00          | 2026-11-24T07:59 | true
          mon-fri 18:00-08:00          | 2026-11-24T08:00 | false
          mon-fri 18:00-08:00          | 2026-11-28T07:59 | true
          mon-fri 18:00-08:00          | 2026-11-28T18:00 | false
          mon-fri 18:00-08:00, sat-sun | 2026-11-28T18:00 | true
          sat-mon 00:00-24:00          | 2026-11-23T23:59 | true
          sat-mon 00:00-24:00          | 2026-11-24T00:00 | false
          sun 22:00-00:00              | 2026-11-29T23:59 | true
          sun 22:00-00:00              | 2026-11-30T00:00 | false
          WED 9:30-12:00               | 2026-11-25T09:30 | true
          """)
  void saysWhenTheDeviceMayBeLent(String schedule, LocalDateTime time, boolean expected) {
    assertEquals(expected, WeeklySchedule.parse(schedule).contains(time));
  }

  @Test
  void namesWhatItDoesNotUnderstand() {
    assertEquals("'mun' is none of the days mon, tue, wed, thu, fri, sat and sun", refused("mun"));
    assertEquals("'25:00' is not a time of day like 18:00", refused("mon 25:00-03:00"));
    assertEquals(
        "'at night' is not like 'mon-fri 18:00-08:00', 'sat' or 'always'", refused("at night"));
  }

  private static String refused(String schedule) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> WeeklySchedule.parse(schedule))
            .getMessage());
  }
}
