package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.live.Activity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Where to listen, and how. What passes is counted where it leaves and enters the socket. */
record Door(String host, int port, Optional<SSLContext> tls, Activity activity) {

  /** Lets a request be another than it says, in the eyes of the router and of nobody before it. */
  private static final String OVERRIDE = "X-HTTP-Method-Override";

  Connector connector(Server jetty, HttpConfiguration http) {
    http.addCustomizer((request, answer) -> asItSays(request));
    // %u0041 is no encoding of the standard, and breaks what reads it later.
    http.setUriCompliance(
        http.getUriCompliance().without("idlegrid", UriCompliance.Violation.UTF16_ENCODINGS));
    ServerConnector connector =
        tls.map(context -> encrypted(jetty, http, context))
            .orElseGet(() -> new Counting(jetty, activity, new HttpConnectionFactory(http)));
    connector.setHost(host);
    connector.setPort(port);
    return connector;
  }

  private static Request asItSays(Request request) {
    if (!request.getHeaders().contains(OVERRIDE)) {
      return request;
    }
    HttpFields headers = HttpFields.build(request.getHeaders()).remove(OVERRIDE).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return headers;
      }
    };
  }

  private ServerConnector encrypted(Server jetty, HttpConfiguration http, SSLContext context) {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(context);
    // Requests say that they came encrypted; by which name is the client's to check.
    http.addCustomizer(new SecureRequestCustomizer(false));
    return new Counting(
        jetty,
        activity,
        new SslConnectionFactory(ssl, "http/1.1"),
        new HttpConnectionFactory(http));
  }

  private static final class Counting extends ServerConnector {

    private final Activity activity;

    Counting(Server jetty, Activity activity, ConnectionFactory... factories) {
      super(jetty, factories);
      this.activity = activity;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
        SocketChannel channel, ManagedSelector selector, SelectionKey key) {
      SocketChannelEndPoint end =
          new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
            @Override
            public int fill(ByteBuffer buffer) throws IOException {
              int bytes = super.fill(buffer);
              activity.received(Math.max(0, bytes));
              return bytes;
            }

            @Override
            public boolean flush(ByteBuffer... buffers) throws IOException {
              long before = left(buffers);
              try {
                return super.flush(buffers);
              } finally {
                activity.sent(before - left(buffers));
              }
            }
          };
      end.setIdleTimeout(getIdleTimeout());
      return end;
    }

    private static long left(ByteBuffer... buffers) {
      long bytes = 0;
      for (ByteBuffer buffer : buffers) {
        bytes += buffer.remaining();
      }
      return bytes;
    }
  }
}
