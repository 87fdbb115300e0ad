package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.flow.port.Background;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.Conditions;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Quotas;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.flow.port.UnitInputs;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the grid needs of the outside.
 *
 * @param loop runs tasks in the thread that calls the grid, one after the other
 * @param halt called once, with the reason, when this coordinator may not go on: another one took
 *     over, or the store failed
 */
public record GridPorts(
    GridStore store,
    CommitLog commits,
    BlobStore blobs,
    DeviceLinks links,
    ForecastSource forecasts,
    Conditions conditions,
    UnitInputs inputs,
    Background background,
    LiveFeed feed,
    Tally tally,
    Quotas quotas,
    Executor loop,
    Consumer<String> halt) {}
