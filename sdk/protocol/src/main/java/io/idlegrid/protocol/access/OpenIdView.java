package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Whether people can sign in with an OpenID provider.
 *
 * @param name what to call it on the button
 * @param path where a browser goes to sign in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenIdView(boolean offered, @Nullable String name, @Nullable String path) {}
