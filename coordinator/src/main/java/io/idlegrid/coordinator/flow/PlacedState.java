package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageState;

/**
 * How far a device is with an image that was placed there.
 *
 * @param reason a word to count by; empty when it has the image or fetches it
 */
public record PlacedState(DeviceId device, String name, ImageState state, String reason) {}
