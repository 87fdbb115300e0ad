package io.idlegrid.coordinator.domain.job;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.time.Duration;
import java.time.Instant;

/**
 * Why a grant was made.
 *
 * @param units how many units were granted together
 * @param wantedPercent CPU of all attempts together on the device
 * @param span how long that much must stay free
 * @param runtime how long one unit was expected to run there at most, and why
 * @param idleProbability what the forecast said
 * @param risk what the owner accepts
 * @param peak peak host load not exceeded but at the accepted risk, in percent
 * @param basis what the forecast rested on
 */
public record GrantNote(
    DeviceId device,
    Instant at,
    int units,
    double wantedPercent,
    Duration span,
    RunTime runtime,
    double idleProbability,
    double risk,
    double peak,
    String basis) {}
