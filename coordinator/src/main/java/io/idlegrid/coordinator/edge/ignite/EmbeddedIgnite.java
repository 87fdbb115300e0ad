package io.idlegrid.coordinator.edge.ignite;

import java.nio.file.Path;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.WALMode;
import org.apache.ignite.failure.StopNodeFailureHandler;
import org.apache.ignite.logger.java.JavaLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** Starts Ignite inside this process, alone, with its files in one folder. */
public final class EmbeddedIgnite {

  /** Files of the write-ahead log that are there from the start. */
  static final int SEGMENTS = 4;

  private static final String LOOPBACK = "127.0.0.1";
  private static final long MIB = 1024L * 1024;

  private EmbeddedIgnite() {}

  /**
   * Starts and activates Ignite.
   *
   * @param folder where everything durable goes; made when missing
   * @param name unique within the process
   * @param cacheBytes memory for pages; what does not fit stays on disk
   */
  public static Ignite start(Path folder, String name, long cacheBytes) {
    System.setProperty("IGNITE_UPDATE_NOTIFIER", "false");
    System.setProperty("IGNITE_NO_ASCII", "true");
    // Quiet means to print to the console; we want the log only.
    System.setProperty("IGNITE_QUIET", "false");
    System.setProperty("IGNITE_PERFORMANCE_SUGGESTIONS_DISABLED", "true");
    System.setProperty("IGNITE_NO_SHUTDOWN_HOOK", "true");
    Ignite ignite = Ignition.start(configuration(folder, name, cacheBytes));
    ignite.cluster().state(ClusterState.ACTIVE);
    return ignite;
  }

  private static IgniteConfiguration configuration(Path folder, String name, long cacheBytes) {
    IgniteConfiguration configuration = new IgniteConfiguration();
    configuration.setIgniteInstanceName(name);
    configuration.setConsistentId("coordinator");
    configuration.setWorkDirectory(folder.toAbsolutePath().toString());
    configuration.setGridLogger(new JavaLogger(false));
    configuration.setMetricsLogFrequency(0);
    configuration.setPeerClassLoadingEnabled(false);
    configuration.setConnectorConfiguration(null);
    configuration.setClientConnectorConfiguration(null);
    configuration.setLocalHost(LOOPBACK);
    configuration.setDiscoverySpi(discovery());
    configuration.setCommunicationSpi(new TcpCommunicationSpi().setLocalPortRange(200));
    configuration.setDataStorageConfiguration(storage(cacheBytes));
    // Operations fail, the coordinator says why and ends; the default would kill the process mute.
    configuration.setFailureHandler(new StopNodeFailureHandler());
    int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
    configuration.setSystemThreadPoolSize(threads);
    configuration.setPublicThreadPoolSize(threads);
    configuration.setStripedPoolSize(threads);
    configuration.setDataStreamerThreadPoolSize(1);
    configuration.setQueryThreadPoolSize(threads);
    configuration.setManagementThreadPoolSize(1);
    configuration.setRebalanceThreadPoolSize(1);
    return configuration;
  }

  private static TcpDiscoverySpi discovery() {
    // Any free port of the range. The list of nodes to look for has this node only.
    TcpDiscoverySpi discovery = new TcpDiscoverySpi();
    discovery.setLocalPort(47500);
    discovery.setLocalPortRange(1000);
    discovery.setIpFinder(new TcpDiscoveryVmIpFinder(true));
    return discovery;
  }

  private static DataStorageConfiguration storage(long cacheBytes) {
    DataRegionConfiguration region = new DataRegionConfiguration();
    region.setPersistenceEnabled(true);
    region.setInitialSize(32 * MIB);
    region.setMaxSize(cacheBytes);
    region.setMetricsEnabled(false);
    DataStorageConfiguration storage = new DataStorageConfiguration();
    storage.setDefaultDataRegionConfiguration(region);
    // What was acknowledged survives power loss.
    storage.setWalMode(WALMode.FSYNC);
    storage.setWalSegmentSize((int) (16 * MIB));
    storage.setWalSegments(SEGMENTS);
    storage.setMaxWalArchiveSize(128 * MIB);
    return storage;
  }
}
