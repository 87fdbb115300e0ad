package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Invitation;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.edge.auth.Doorkeeper;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.protocol.device.Joining;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Join codes, and how devices come in with them, over HTTP. */
final class JoiningApi {

  private static final String PATH = "/api/v1/devices";
  private static final int SHOWN_HASH = 12;
  private static final int MOST_USES = 10_000;
  private static final int MOST_HOURS = 8_760;

  private final GridLoop loop;
  private final Doorkeeper doorkeeper;

  JoiningApi(GridLoop loop, Doorkeeper doorkeeper) {
    this.loop = loop;
    this.doorkeeper = doorkeeper;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                "/api/v1/invitations",
                Route.having(Right.INVITE_DEVICES),
                "Makes a join code for devices of yours")
            .body(Joining.InvitationRequest.class)
            .answers(201, "the join code", Joining.Invitation.class)
            .by(this::invite),
        Route.get(
                "/api/v1/invitations",
                Route.having(Right.INVITE_DEVICES),
                "Lists join codes that are good: yours, or everybody's for operators")
            .answers(200, "the join codes, without the codes", Joining.InvitationListing.class)
            .by(this::invitations),
        Route.delete(
                "/api/v1/invitations/{id}",
                Route.having(Right.INVITE_DEVICES),
                "Takes a join code back")
            .answers(204, "gone")
            .by(this::withdraw),
        Route.post(PATH + "/join", Route.OPEN, "Lets a device in that shows a join code")
            .body(Joining.Request.class)
            .answers(201, "the device's identity", Joining.Answer.class)
            .by(this::join));
  }

  private void invite(Request request) throws IOException {
    Joining.InvitationRequest wanted = request.body(Joining.InvitationRequest.class);
    requireWithin("uses", wanted.uses(), MOST_USES);
    requireWithin("hours", wanted.hours(), MOST_HOURS);
    boolean needsApproval = Boolean.TRUE.equals(wanted.approval());
    Doorkeeper.NewInvitation made =
        doorkeeper.invite(
            request.user().account().name(),
            wanted.uses(),
            Duration.ofHours(wanted.hours()),
            needsApproval,
            request.deed(
                "%d devices within %d h%s"
                    .formatted(
                        wanted.uses(), wanted.hours(), needsApproval ? ", each approved" : "")));
    request.answer(
        201,
        new Joining.Invitation(
            made.code(), made.invitation().usesLeft(), made.invitation().expiresAt()));
  }

  private void invitations(Request request) throws IOException {
    request.answer(
        new Joining.InvitationListing(
            open(request).stream()
                .map(
                    each ->
                        new Joining.InvitationView(
                            each.hash().substring(0, SHOWN_HASH),
                            each.owner(),
                            each.usesLeft(),
                            each.expiresAt(),
                            each.needsApproval()))
                .toList()));
  }

  private List<Invitation> open(Request request) {
    return doorkeeper.invitations(request.at()).stream()
        .filter(each -> request.user().mayTouch(each.owner(), Right.CONTROL_ALL_DEVICES))
        .toList();
  }

  private void withdraw(Request request) {
    String id = request.path("id");
    Invitation found =
        open(request).stream()
            .filter(each -> id.length() >= SHOWN_HASH && each.hash().startsWith(id))
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "invitation.unknown",
                            "there is no join code " + id + " of yours",
                            "see idlegrid join-code ls")
                        .with("code", id));
    doorkeeper.withdraw(found, request.deed(id));
    request.context().status(204);
  }

  private void join(Request request) throws IOException {
    Joining.Request wanted = request.body(Joining.Request.class);
    if (wanted.name().isBlank() || wanted.name().length() > 100) {
      throw RefusedException.invalid(
          "device.name",
          "/name",
          "a device's name has 1 to 100 characters",
          "give it with worker --name");
    }
    Doorkeeper.Joining joining = doorkeeper.join(wanted.code(), wanted.name(), request.at());
    loop.request((grid, now) -> grid.join(joining.device(), joining.commit(), now)).join();
    doorkeeper.admit(joining.device());
    request.context().header("Location", PATH + "/" + joining.device().id().value());
    request.answer(
        201,
        new Joining.Answer(
            joining.device().id().value(), joining.key(), joining.device().isPending()));
  }

  private static void requireWithin(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw RefusedException.invalid(
          "invitation." + what,
          "/" + what,
          "%s must be 1 to %d, not %d".formatted(what, most, value),
          "one use and 24 hours are a good start");
    }
  }
}
