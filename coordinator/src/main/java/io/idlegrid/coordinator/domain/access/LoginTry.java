package io.idlegrid.coordinator.domain.access;

import java.time.Instant;

/**
 * A sign-in that was tried.
 *
 * @param account empty when there is no such account: what was typed may be a password
 * @param address where it came from
 * @param client kind of client
 * @param way how, such as {@code password}
 */
public record LoginTry(
    Instant at, String account, String address, String client, String way, boolean isSuccess) {}
