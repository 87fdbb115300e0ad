package io.idlegrid.coordinator.domain.image;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.util.List;

/**
 * An image that devices are to have whether or not a job needs it now. Durable.
 *
 * @param image as it was when this was asked for
 */
public record PlacedImage(ImageUse image, String account, List<DeviceId> devices) {

  public PlacedImage {
    devices = List.copyOf(devices);
  }

  /** The same without a device. */
  public PlacedImage without(DeviceId device) {
    return new PlacedImage(
        image, account, devices.stream().filter(each -> !each.equals(device)).toList());
  }

  /** Key of the row: the one of the image's name. */
  public String key() {
    return NamedImage.key(account, image.name());
  }
}
