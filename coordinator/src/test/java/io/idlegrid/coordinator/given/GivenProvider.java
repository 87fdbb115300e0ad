package io.idlegrid.coordinator.given;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.edge.openid.OpenIdSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * An OpenID provider that signs with real keys and asks nobody for a password: whoever comes is who
 * it was told last. It says what is not so when a test wants it to.
 */
public final class GivenProvider implements AutoCloseable {

  public static final String NAME = "Test ID";
  private static final String CLIENT = "idle grid";
  private static final String SECRET = "a secret: 100% +";

  private final HttpServer server;
  private final Map<String, Asked> codes = new ConcurrentHashMap<>();
  private volatile RSAKey rsa = rsa("rsa-1");
  private volatile ECKey ec = ec("ec-1");
  private volatile String subject = "nobody";
  private volatile String userName = "nobody";
  private volatile UnaryOperator<JWTClaimsSet.Builder> claims = honest -> honest;
  private volatile Signing signing = Signing.RSA;

  /** What a code was given out for. */
  private record Asked(Map<String, String> query, String subject, String userName) {}

  /** How it signs. */
  public enum Signing {
    RSA,
    EC,
    /** Not at all. */
    NONE,
    /** With the secret that it shares with the coordinator. */
    SHARED_SECRET,
    /** With a key of somebody else, under the name of its own. */
    FOREIGN_KEY
  }

  public GivenProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/realm/.well-known/openid-configuration", this::discovery);
    server.createContext("/realm/authorize", this::authorize);
    server.createContext("/realm/token", this::token);
    server.createContext(
        "/realm/keys",
        exchange ->
            answer(
                exchange,
                200,
                new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())).toString()));
    server.start();
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
  }

  /** What a coordinator needs to know of it. */
  public OpenIdSettings settings(Optional<Role> newcomers) {
    return new OpenIdSettings(issuer(), CLIENT, Optional.of(SECRET), NAME, newcomers);
  }

  /** Who comes next. */
  public void comes(String newSubject, String newUserName) {
    subject = newSubject;
    userName = newUserName;
    claims = honest -> honest;
    signing = Signing.RSA;
  }

  /** What it says of the next, instead of the truth. */
  public void says(UnaryOperator<JWTClaimsSet.Builder> lie) {
    claims = lie;
  }

  public void signs(Signing how) {
    signing = how;
  }

  /** From now on it has other keys. */
  public void rotate() {
    rsa = rsa("rsa-" + UUID.randomUUID());
    ec = ec("ec-" + UUID.randomUUID());
  }

  private void discovery(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        """
        {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize?theme=dark",
         "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys",
         "token_endpoint_auth_methods_supported": ["client_secret_basic"]}
        """
            .formatted(issuer()));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
    boolean isSound =
        "code".equals(query.get("response_type"))
            && CLIENT.equals(query.get("client_id"))
            && "S256".equals(query.get("code_challenge_method"))
            && "dark".equals(query.get("theme"))
            && List.of(query.getOrDefault("scope", "").split(" ")).contains("openid");
    if (!isSound) {
      answer(exchange, 400, "{\"error\": \"invalid_request\"}");
      return;
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, new Asked(query, subject, userName));
    exchange
        .getResponseHeaders()
        .add(
            "Location",
            "%s?code=%s&state=%s&iss=%s"
                .formatted(
                    query.get("redirect_uri"),
                    code,
                    query.get("state"),
                    URLEncoder.encode(issuer(), StandardCharsets.UTF_8)));
    answer(exchange, 302, "");
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String expected =
        URLEncoder.encode(CLIENT, StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(expected.getBytes(StandardCharsets.UTF_8));
    if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\": \"invalid_client\"}");
      return;
    }
    Asked asked = codes.remove(form.getOrDefault("code", ""));
    boolean isSound =
        asked != null
            && Objects.equals(asked.query().get("redirect_uri"), form.get("redirect_uri"))
            && s256(form.getOrDefault("code_verifier", ""))
                .equals(asked.query().get("code_challenge"));
    answer(
        exchange,
        isSound ? 200 : 400,
        isSound
            ? "{\"token_type\": \"Bearer\", \"access_token\": \"x\", \"id_token\": \"%s\"}"
                .formatted(idToken(asked))
            : "{\"error\": \"invalid_grant\"}");
  }

  private String idToken(Asked asked) {
    Instant now = Instant.now();
    JWTClaimsSet said =
        claims
            .apply(
                new JWTClaimsSet.Builder()
                    .issuer(issuer())
                    .subject(asked.subject())
                    .audience(CLIENT)
                    .issueTime(Date.from(now))
                    .expirationTime(Date.from(now.plusSeconds(300)))
                    .claim("nonce", asked.query().get("nonce"))
                    .claim("preferred_username", asked.userName()))
            .build();
    try {
      return switch (signing) {
        case RSA -> signed(said, JWSAlgorithm.RS256, rsa.getKeyID(), new RSASSASigner(rsa));
        case EC -> signed(said, JWSAlgorithm.ES256, ec.getKeyID(), new ECDSASigner(ec));
        case NONE -> new PlainJWT(said).serialize();
        case SHARED_SECRET ->
            signed(said, JWSAlgorithm.HS256, rsa.getKeyID(), new MACSigner(SECRET.repeat(2)));
        case FOREIGN_KEY ->
            signed(said, JWSAlgorithm.RS256, rsa.getKeyID(), new RSASSASigner(rsa("rsa-1")));
      };
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String signed(
      JWTClaimsSet said, JWSAlgorithm algorithm, String key, JWSSigner signer)
      throws JOSEException {
    // What is left out is said to be nothing, which is harder to see.
    Payload payload = new Payload(JSONObjectUtils.toJSONString(said.toJSONObject(true)));
    JWSObject token = new JWSObject(new JWSHeader.Builder(algorithm).keyID(key).build(), payload);
    token.sign(signer);
    return token.serialize();
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String s256(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split("&", -1)) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
