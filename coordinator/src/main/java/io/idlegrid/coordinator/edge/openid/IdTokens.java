package io.idlegrid.coordinator.edge.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.idlegrid.coordinator.edge.auth.Vouched;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the provider signed (OpenID Connect Core 1.0, 3.1.3.7). Its keys are fetched when they
 * are needed, kept for minutes, and looked up again when a token names one that is not there.
 */
final class IdTokens {

  private static final Logger LOG = LoggerFactory.getLogger(IdTokens.class);

  /** Signatures by a key that only the provider has: nothing unsigned, no shared secrets. */
  private static final Set<JWSAlgorithm> SIGNATURES =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final int MOST_SUBJECT_CHARACTERS = 255;

  private final String clientId;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  IdTokens(OpenIdSettings settings, URI keys) throws MalformedURLException {
    this.clientId = settings.clientId();
    int millis = (int) ProviderHttp.PATIENCE.toMillis();
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.create(
                keys.toURL(), new DefaultResourceRetriever(millis, millis, ProviderHttp.MOST_BYTES))
            .refreshAheadCache(false)
            .build();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(SIGNATURES, source));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            clientId,
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of("sub", "iat", "exp", "nonce")));
  }

  /** Whom a token vouches for, if it was signed for this trip. */
  Vouched read(String token, Trip trip) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      String party = claims.getStringClaim("azp");
      boolean isOurs = party == null ? claims.getAudience().size() == 1 : party.equals(clientId);
      if (!isOurs) {
        throw refused("it was made for " + claims.getAudience() + ", authorized for " + party);
      }
      if (!trip.nonce().equals(claims.getStringClaim("nonce"))) {
        throw refused("it was made for another sign-in");
      }
      String subject = claims.getSubject();
      if (subject == null || claims.getExpirationTime() == null || claims.getIssueTime() == null) {
        throw refused("it does not say whom it is about, or how long it is good");
      }
      if (subject.isBlank() || subject.length() > MOST_SUBJECT_CHARACTERS) {
        throw refused("its subject has " + subject.length() + " characters");
      }
      return new Vouched(claims.getIssuer(), subject, name(claims));
    } catch (KeySourceException e) {
      throw ProviderHttp.unavailable("its keys: " + e.getMessage(), e);
    } catch (BadJOSEException | JOSEException | ParseException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static String name(JWTClaimsSet claims) throws ParseException {
    String email = claims.getStringClaim("email");
    return Stream.of(
            claims.getStringClaim("preferred_username"),
            email == null ? null : email.split("@", 2)[0],
            claims.getStringClaim("name"))
        .filter(each -> each != null && !each.isBlank())
        .map(String::valueOf)
        .findFirst()
        .orElse("");
  }

  private static RefusedException refused(String why) {
    LOG.warn("an ID token of the OpenID provider is refused: {}", why);
    return RefusedException.of(
        Kind.NOT_ALLOWED,
        "openid.token",
        "what the OpenID provider says cannot be believed: " + why,
        "try again; if it stays, compare the provider's settings with --oidc-issuer and"
            + " --oidc-client");
  }
}
