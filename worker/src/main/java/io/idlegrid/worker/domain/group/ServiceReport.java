package io.idlegrid.worker.domain.group;

/**
 * How a service is, for people.
 *
 * @param restarts starts after the first one
 * @param detail how it last ended or why it is not well; empty if it never was otherwise
 */
public record ServiceReport(String name, ServiceState state, int restarts, String detail) {}
