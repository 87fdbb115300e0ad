package io.idlegrid.protocol.job;

import java.util.List;

/**
 * A job's units in order, counted in cells of equal size; what a cell's counts leave out was not
 * reached yet.
 *
 * @param total units of the job
 * @param from first unit that is counted
 * @param to unit behind the last one that is counted
 * @param perCell units of a cell; the last cell may have fewer
 * @param done units with an output, cell by cell
 * @param running units with at least one attempt under way
 * @param ready units that nobody works on
 * @param failed units that failed for good
 */
public record UnitMap(
    long total,
    long from,
    long to,
    long perCell,
    List<Long> done,
    List<Long> running,
    List<Long> ready,
    List<Long> failed) {}
