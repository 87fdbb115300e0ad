package io.idlegrid.protocol.access;

/**
 * Makes the first administrator.
 *
 * @param secret the one-time secret that the coordinator printed at its first start
 * @param account name of the account to make
 */
public record Setup(String secret, String account) {}
