package io.idlegrid.samples.montecarlo;

/**
 * One element of the map: some paths of the share's price.
 *
 * @param seed all random numbers follow from it, so that any device computes the same
 */
public record Simulation(AsianOption option, long seed, int paths) {}
