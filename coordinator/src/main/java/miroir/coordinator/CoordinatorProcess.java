package miroir.coordinator;

import com.linecorp.armeria.client.ClientFactory;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import miroir.config.Config;
import miroir.config.ConfigProblem;
import miroir.coordinator.driver.IndexDriver;
import miroir.coordinator.driver.NodeDriver;
import miroir.coordinator.driver.RebuildDriver;
import miroir.coordinator.driver.SessionDriver;
import miroir.coordinator.driver.SettingsDriver;
import miroir.coordinator.events.EventLog;
import miroir.coordinator.leader.Together;
import miroir.coordinator.node.HttpNodeControl;
import miroir.coordinator.node.NodeControls;
import miroir.coordinator.ops.Members;
import miroir.coordinator.ops.OpsServer;
import miroir.coordinator.published.Published;
import miroir.coordinator.raft.Identity;
import miroir.coordinator.raft.RaftNode;
import miroir.coordinator.rpc.AdminService;
import miroir.coordinator.rpc.GatewayService;
import miroir.coordinator.rpc.KeyCheck;
import miroir.coordinator.rpc.Sessions;
import miroir.coordinator.rpc.Unbuilt;
import org.jspecify.annotations.Nullable;

/** One coordinator, wired and running. Wiring only. */
public final class CoordinatorProcess implements AutoCloseable {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(work -> thread(work, "clock"));
  private final ExecutorService executor =
      Executors.newCachedThreadPool(work -> thread(work, "coordinator"));
  private final RaftNode raft;
  private final Leadership leadership;
  private final EventLog events;
  private final GatewayService gateways;
  private final Server grpc;
  private final OpsServer ops;
  private final ClientFactory calls;

  /** Starts a coordinator. */
  public CoordinatorProcess(Config config) throws IOException {
    Path dataDir = Path.of(config.text("cluster.data_dir"));
    Identity identity = Identity.require(dataDir, config.text("cluster.id"));
    DiskWatch disk = new DiskWatch(dataDir, config.number("cluster.free_space_min_mb"));
    disk.require();
    calls = ClientFactory.builder().connectTimeout(Duration.ofMillis(500)).build();
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Published published = new Published();
    leadership = new Leadership(config, identity, published);
    events = new EventLog(published, leadership::leads, System::currentTimeMillis, metrics);
    raft =
        RaftNode.build(
            identity,
            peers(config),
            dataDir,
            config.number("cluster.snapshot_entries"),
            published,
            leadership);
    Sessions sessions = new Sessions(System::nanoTime);
    String nodeKey = config.secret("security.node_master_key");
    NodeControls controls = new NodeControls(url -> new HttpNodeControl(calls, url, nodeKey));
    NodeDriver nodes =
        new NodeDriver(published, raft, controls, Together.on(executor), System::nanoTime);
    Barrier barrier = new Barrier(raft);
    gateways =
        new GatewayService(
            published,
            raft,
            barrier,
            sessions,
            raft::status,
            nodeKey,
            nodes::ensureKeysEverywhere,
            executor);
    leadership.wire(
        raft,
        gateways,
        sessions,
        nodes,
        new SessionDriver(published, raft, sessions, System::nanoTime),
        new IndexDriver(published, raft, controls, Together.on(executor), System::nanoTime),
        new SettingsDriver(published, raft, controls, System::nanoTime),
        new RebuildDriver(published, raft, System::nanoTime),
        clock);
    AdminService admin =
        new AdminService(
            published,
            raft,
            barrier,
            raft::status,
            new Members(calls)::ask,
            new AdminService.Watch(
                gateways, leadership::bugs, events::since, nodes.looks()::millis),
            executor);
    grpc = grpc(config, admin);
    Gauges.register(metrics, raft::status, published);
    ops = new OpsServer(address(config.text("cluster.http_listen")), raft::status, metrics);
    listen(config, "cluster.http_listen", ops::start);
    listen(config, "cluster.admin_listen", grpc::start);
    requireFree(config, peers(config).get(identity.peerId()));
    raft.start();
    clock.scheduleAtFixedRate(raft::snapshotIfDue, 60, 60, TimeUnit.SECONDS);
    clock.scheduleWithFixedDelay(disk::look, 1, 1, TimeUnit.SECONDS);
  }

  /** Begins to listen. */
  @FunctionalInterface
  private interface Listening {
    void begin() throws IOException;
  }

  /** A port that is taken is the configuration's fault, so the key is named. */
  private static void listen(Config config, String key, Listening server) {
    try {
      server.begin();
    } catch (IOException | RuntimeException e) {
      throw new ConfigProblem(
          key + " = \"" + config.text(key) + "\": cannot listen there: " + ConfigProblem.words(e));
    }
  }

  /** Ratis ends the process without a word of ours when its port is taken, so it is tried first. */
  private static void requireFree(Config config, @Nullable String address) {
    if (address == null) {
      return;
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address(address));
    } catch (IOException | RuntimeException e) {
      throw new ConfigProblem(
          "cluster.peers = \""
              + config.text("cluster.id")
              + "="
              + address
              + "\": cannot listen there: "
              + ConfigProblem.words(e));
    }
  }

  private Server grpc(Config config, AdminService admin) {
    return NettyServerBuilder.forAddress(address(config.text("cluster.admin_listen")))
        .executor(executor)
        .maxInboundMessageSize(Limits.MESSAGE_BYTES)
        .permitKeepAliveTime(5, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .addService(
            ServerInterceptors.intercept(
                admin,
                new Unbuilt(),
                new KeyCheck("admin_key", config.secret("security.admin_key"), true)))
        .addService(
            ServerInterceptors.intercept(
                gateways,
                new KeyCheck("cluster_key", config.secret("security.cluster_key"), false)))
        .build();
  }

  private static Map<String, String> peers(Config config) {
    Map<String, String> peers = new TreeMap<>();
    List<String> entries = config.list("cluster.peers");
    for (String entry : entries) {
      String[] parts = entry.split("=", 2);
      if (parts.length != 2 || !parts[1].contains(":")) {
        throw new ConfigProblem(
            "cluster.peers: \"" + entry + "\" (expected: id=host:port, separated by commas)");
      }
      peers.put(parts[0], parts[1]);
    }
    return peers;
  }

  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Stops: duties first, then streams, then the log. */
  @Override
  public void close() throws IOException {
    leadership.stop();
    gateways.endStreams("the coordinator stops");
    grpc.shutdown();
    raft.close();
    grpc.shutdownNow();
    ops.close();
    clock.shutdownNow();
    events.close();
    executor.shutdownNow();
    calls.close();
  }
}
