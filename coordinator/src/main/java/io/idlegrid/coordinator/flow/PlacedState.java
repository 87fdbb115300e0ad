package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageState;

/** How far a device is with an image that was placed there. */
public record PlacedState(DeviceId device, String name, ImageState state) {}
