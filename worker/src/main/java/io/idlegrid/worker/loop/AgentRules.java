package io.idlegrid.worker.loop;

import java.time.Duration;

/**
 * The numbers by which the agent runs.
 *
 * @param report how often to report until the coordinator says otherwise
 * @param gather how long to gather outcomes before they are sent, so that one message has many
 * @param repeat after how long an outcome that was not acknowledged is sent again
 * @param rememberAfter how long an attempt must be held before it is worth a write to flash
 * @param rememberEvery how far the lease of a running attempt advances between writes
 * @param firstRetry shortest wait before connecting again; doubled with each failure
 * @param lastRetry longest wait before connecting again
 * @param silence how long a connection may stay unanswered before it counts as broken
 * @param tick how often it is told that time passes
 * @param tickAtRest the same while it holds nothing, so that an idle device may sleep
 * @param inTurn how long attempts save their state one after the other when the worker stops; then
 *     all that are left do so at once
 */
public record AgentRules(
    Duration report,
    Duration gather,
    Duration repeat,
    Duration rememberAfter,
    Duration rememberEvery,
    Duration firstRetry,
    Duration lastRetry,
    Duration silence,
    Duration tick,
    Duration tickAtRest,
    Duration inTurn) {

  public static AgentRules defaults() {
    return new AgentRules(
        Duration.ofSeconds(4),
        Duration.ofMillis(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofMinutes(5),
        Duration.ofSeconds(1),
        Duration.ofMinutes(2),
        Duration.ofSeconds(20),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10));
  }
}
