package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.idlegrid.worker.edge.engine.docker.message.Lines;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The program beside the agent. Reads requests from standard input and writes events to standard
 * output, one per line, until nothing is to do for a while. When its input ends the agent is gone:
 * it then removes all containers, because nobody watches over the owner any more.
 */
public final class Companion {

  private static final int CONNECTIONS = 100;

  private Companion() {}

  /**
   * Arguments: address of the engine, mark of our containers, milliseconds to stay without work.
   */
  public static void main(String[] args) throws IOException {
    DockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(args[0]).build();
    ZerodepDockerHttpClient http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .maxConnections(CONNECTIONS)
            .build();
    // Whatever a library prints must not end up between the messages.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    ContainerEngine engine =
        new ContainerEngine(DockerClientImpl.getInstance(config, http), args[1]);
    Desk desk = new Desk(engine, new EventWriter(out), Duration.ofMillis(Long.parseLong(args[2])));
    desk.open();
    read(desk);
    desk.close();
    // Threads that still wait for the engine are no reason to stay.
    System.exit(0);
  }

  private static void read(Desk desk) throws IOException {
    Lines lines = new Lines();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      desk.take(lines.request(line));
    }
  }
}
