package io.idlegrid.coordinator.domain.service;

/**
 * How a service of a replica is, as its device says.
 *
 * @param state in one word, such as {@code healthy}
 * @param restarts starts after the first one
 * @param detail how it last ended or why it is not well
 */
public record ServiceState(String name, String state, int restarts, String detail) {}
