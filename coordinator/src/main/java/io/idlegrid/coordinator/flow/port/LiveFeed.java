package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;

/** Tells whoever watches that something changed. Losing an event loses no data. */
public interface LiveFeed {

  /** Units or the state of a job changed. */
  void jobChanged(JobId job);

  /** A device came, went or reported. */
  void deviceChanged(DeviceId device);

  /** New log text of a followed attempt; {@code offset} counts characters since its start. */
  void logged(AttemptId attempt, long offset, String text);

  /** A feed that nobody watches. */
  LiveFeed NONE =
      new LiveFeed() {
        @Override
        public void jobChanged(JobId job) {}

        @Override
        public void deviceChanged(DeviceId device) {}

        @Override
        public void logged(AttemptId attempt, long offset, String text) {}
      };
}
