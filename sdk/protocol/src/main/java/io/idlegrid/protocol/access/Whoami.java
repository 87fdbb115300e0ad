package io.idlegrid.protocol.access;

import java.util.List;

/** Who a token speaks for, and what it may do. */
public record Whoami(String account, List<String> roles, List<String> rights) {}
