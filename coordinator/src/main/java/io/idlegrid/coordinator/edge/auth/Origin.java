package io.idlegrid.coordinator.edge.auth;

/**
 * Where a request comes from.
 *
 * @param address IP address
 * @param client kind of client, in a few words
 */
public record Origin(String address, String client) {}
