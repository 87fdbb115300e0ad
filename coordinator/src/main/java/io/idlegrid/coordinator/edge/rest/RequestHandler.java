package io.idlegrid.coordinator.edge.rest;

/** Answers a request whose caller is known and may ask. */
@FunctionalInterface
interface RequestHandler {

  void handle(Request request) throws Exception;
}
