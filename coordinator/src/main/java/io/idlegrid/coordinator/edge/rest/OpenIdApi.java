package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.edge.auth.SignIn.SignedIn;
import io.idlegrid.coordinator.edge.auth.SignInByIdentity;
import io.idlegrid.coordinator.edge.auth.Vouched;
import io.idlegrid.coordinator.edge.openid.OpenIdProvider;
import io.idlegrid.coordinator.edge.openid.OpenIdSettings;
import io.idlegrid.coordinator.edge.openid.Trip;
import io.idlegrid.coordinator.edge.openid.Trips;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.protocol.access.SignInWays;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in with an OpenID provider, over HTTP. */
final class OpenIdApi {

  private static final Logger LOG = LoggerFactory.getLogger(OpenIdApi.class);
  private static final String PATH = "/api/v1/sessions/openid";
  private static final String CALLBACK = PATH + "/callback";

  /** The portal goes on from here to where its user wanted to be; nobody else names a place. */
  private static final String PORTAL = "/#/signin";

  private static final Pattern INVITATION = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  /** Lax: it is the provider's page that sends the browser back. */
  private static final HostCookie TRIP = new HostCookie("idlegrid-openid", "Lax");

  private final Optional<OpenIdSettings> settings;
  private final Optional<OpenIdProvider> provider;
  private final SignInByIdentity signIn;
  private final Trips trips;

  OpenIdApi(Optional<OpenIdSettings> settings, SignInByIdentity signIn, Secrets secrets) {
    this.settings = settings;
    this.provider = settings.map(OpenIdProvider::new);
    this.signIn = signIn;
    this.trips = new Trips(secrets);
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/sessions/ways", Route.OPEN, "How a browser can sign in")
            .answers(200, "the ways beside passwords and tokens", SignInWays.class)
            .by(this::ways),
        Route.post(PATH, Route.OPEN, "Begins to sign a browser in with the OpenID provider")
            .body(SignInWays.Begin.class)
            .answers(200, "where to go; a cookie comes along", SignInWays.Address.class)
            .by(this::begin),
        Route.get(CALLBACK, Route.OPEN, "Where the OpenID provider sends a browser back to")
            .query("code", "string", "the provider's code for this sign-in")
            .query("state", "string", "what this coordinator gave the browser to take along")
            .query("iss", "string", "the provider's address")
            .query("error", "string", "why the provider did not sign somebody in")
            .answers(303, "to the portal: signed in, or with the code of the problem")
            .by(this::end));
  }

  private void ways(Request request) throws IOException {
    request.answer(
        new SignInWays(settings.map(each -> new SignInWays.OpenId(each.name())).orElse(null)));
  }

  private void begin(Request request) throws IOException {
    SignInWays.Begin wanted = request.body(SignInWays.Begin.class);
    Optional<String> invitation = Optional.ofNullable(wanted.invitation());
    if (!invitation.map(each -> INVITATION.matcher(each).matches()).orElse(true)) {
      throw RefusedException.invalid(
          "invitation.invalid",
          "/invitation",
          "this is no secret of an invitation",
          "copy the whole of it, or leave it out");
    }
    Trips.Begun begun = trips.begin(invitation, request.at());
    URI address = known().authorization(begun.trip(), callback(request.context()), request.at());
    TRIP.set(request.context(), begun.cookie(), Trips.MOST.toSeconds());
    request.changesNothing();
    request.answer(new SignInWays.Address(address.toString()));
  }

  /** A person looks at what comes of this, not a program: problems are told by the portal. */
  private void end(Request request) {
    Context context = request.context();
    String to = PORTAL;
    try {
      SignedIn signedIn = cameBack(request);
      SessionCookie.set(context, signedIn.secret());
    } catch (RefusedException e) {
      LOG.info("nobody was signed in with the OpenID provider: {} {}", e.code(), e.detail());
      to = PORTAL + "?problem=" + e.code();
    }
    TRIP.clear(context);
    context.status(303).header("Location", to);
  }

  private SignedIn cameBack(Request request) {
    OpenIdProvider asked = known();
    Trip trip =
        trips.end(TRIP.read(request.context()), request.query("state").orElse(""), request.at());
    boolean isOthers =
        request
            .query("iss")
            .map(each -> !each.equals(settings.orElseThrow().issuer()))
            .orElse(false);
    if (isOthers || request.query("code").isEmpty()) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "openid.denied",
          "the OpenID provider signed nobody in",
          "sign in there and let it tell this coordinator who you are");
    }
    return signIn.signIn(
        whoCame(asked, trip, request),
        trip.invitation(),
        settings.flatMap(OpenIdSettings::newcomers),
        request.origin(),
        request.deed(""));
  }

  private Vouched whoCame(OpenIdProvider asked, Trip trip, Request request) {
    String code = request.query("code").orElse("");
    try {
      return signIn.ask(
          request.origin(),
          request.at(),
          () -> asked.whoCame(trip, code, callback(request.context()), request.at()));
    } catch (RefusedException e) {
      signIn.failed(request.origin(), request.at());
      throw e;
    }
  }

  private OpenIdProvider known() {
    return provider.orElseThrow(
        () ->
            RefusedException.of(
                Kind.CONFLICT,
                "openid.off",
                "this coordinator knows no OpenID provider",
                "sign in with a password; its operator can name one with --oidc-issuer"));
  }

  private static URI callback(Context context) {
    return Front.base(context).resolve(CALLBACK);
  }
}
