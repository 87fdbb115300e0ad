package io.idlegrid.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Identity;
import io.idlegrid.worker.edge.link.JoinGrid;
import io.idlegrid.worker.edge.link.RefusedByCoordinator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out which grid the device belongs to; joins it when that is still to be done. */
final class Enrolment {

  private final Path folder;
  private final ObjectMapper json;

  Enrolment(Path folder, ObjectMapper json) {
    this.folder = folder;
    this.json = json;
  }

  /**
   * The grid and who the device is there. A device that has joined keeps its identity: a code is
   * then not needed, and another address is that of the same grid, which moved. One that was
   * removed there needs a new code.
   */
  Wiring.Membership membership(
      Optional<String> address, Optional<String> code, Optional<String> ca, String name)
      throws StartException {
    Optional<Identity> known = known();
    Optional<String> believed = ca.or(() -> known.map(Identity::ca));
    String chosen =
        address
            .or(() -> known.map(Identity::coordinator))
            .orElseThrow(
                () ->
                    new StartException(
                        StartException.USAGE,
                        "This device has not joined a grid yet.\n"
                            + "Give the grid's address with --coordinator and a code with --join."));
    CoordinatorUrl url = trusting(url(chosen), believed);
    if (known.isPresent() && known.get().removed() == null) {
      return new Wiring.Membership(url, known.get());
    }
    if (known.isPresent() && code.filter(each -> !known.get().joinedWith(each)).isEmpty()) {
      throw removed(String.valueOf(known.get().removed()), code.isPresent());
    }
    return new Wiring.Membership(url, join(url, code, name));
  }

  /** The coordinator has removed this device, which asks no more. */
  static StartException removed(String said, boolean hasOldCode) {
    return new StartException(
        StartException.NOT_ALLOWED,
        "%s%nIt has stopped, and asks no more.%s To lend it again, join anew: idlegrid worker --join CODE;"
                .formatted(
                    said,
                    hasOldCode ? " The code of --join is the one that it had joined with." : "")
            + " the grid's operator makes a code with idlegrid device invite.");
  }

  /** Remembers it over restarts. */
  void remember(Identity removed) throws IOException {
    removed.store(folder, json);
  }

  private static CoordinatorUrl trusting(CoordinatorUrl url, Optional<String> ca)
      throws StartException {
    try {
      return ca.isPresent() ? url.trusting(CoordinatorTrust.parse(ca.get())) : url;
    } catch (IllegalArgumentException e) {
      throw new StartException(
          StartException.USAGE,
          "--ca: " + e.getMessage() + "\nThe coordinator prints its fingerprint when it starts.");
    }
  }

  private Optional<Identity> known() throws StartException {
    try {
      return Identity.load(folder, json);
    } catch (IOException e) {
      throw new StartException(
          StartException.FAILED,
          "The device's identity in %s cannot be read: %s%nRemove it and join anew with --join."
              .formatted(folder.resolve("identity.json"), e.getMessage()));
    }
  }

  private Identity join(CoordinatorUrl url, Optional<String> code, String name)
      throws StartException {
    String shown =
        code.orElseThrow(
            () ->
                new StartException(
                    StartException.USAGE,
                    "This device has not joined "
                        + url.base()
                        + " yet.\nGive a join code with --join; its operator makes one with"
                        + " idlegrid device invite."));
    try {
      Identity identity = new JoinGrid(url, json).join(shown, name);
      identity.store(folder, json);
      return identity;
    } catch (RefusedByCoordinator e) {
      throw new StartException(
          e.isPassing() ? StartException.UNREACHABLE : StartException.NOT_ALLOWED,
          "The coordinator at " + url.base() + " did not let this device in: " + e.getMessage());
    } catch (IOException e) {
      throw new StartException(
          StartException.UNREACHABLE,
          "There is no coordinator at %s: %s%nIs the address right, and is it running?"
              .formatted(url.base(), e.getMessage()));
    }
  }

  private static CoordinatorUrl url(String address) throws StartException {
    CoordinatorUrl url;
    try {
      url = CoordinatorUrl.parse(address);
    } catch (IllegalArgumentException e) {
      throw new StartException(StartException.USAGE, "--coordinator: " + e.getMessage());
    }
    if (url.base().getScheme().equals("http") && !isLoopback(url.base().getHost())) {
      throw new StartException(
          StartException.USAGE,
          "--coordinator: plain HTTP to "
              + url.base().getHost()
              + " would show this device's key to everybody on the way.\n"
              + "Use the coordinator's https:// address.");
    }
    return url;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // A name that nobody knows is certainly not this device.
      return false;
    }
  }
}
