package miroir.gateway;

import com.linecorp.armeria.client.ClientFactory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import miroir.config.Config;
import miroir.config.ConfigProblem;
import miroir.gateway.ask.HttpNodeApi;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.http.GatewayServer;
import miroir.gateway.http.Routes;
import miroir.gateway.map.CurrentView;
import miroir.gateway.ops.GatewayEvents;
import miroir.gateway.ops.GatewayFigures;
import miroir.gateway.search.Picks;
import miroir.gateway.search.Scatter;
import miroir.gateway.search.SearchService;
import miroir.gateway.search.Shapes;
import miroir.gateway.session.CoordinatorClient;
import miroir.gateway.write.WriteService;
import miroir.gateway.write.WriterLoop;
import miroir.routing.RoutingView;

/** One gateway, wired and running. Wiring only. */
public final class GatewayProcess implements AutoCloseable {
  private final ClientFactory factory =
      ClientFactory.builder()
          .connectTimeout(Limits.CONNECT)
          .idleTimeout(Duration.ofSeconds(60))
          .build();
  private final WriterLoop loop = new WriterLoop();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CoordinatorClient coordinators;
  private final WriteService writes;
  private final GatewayServer server;

  /** Starts a gateway. */
  public GatewayProcess(Config config) {
    String clusterKey = config.secret("security.cluster_key");
    String listen = config.text("gateway.listen");
    String advertise =
        config.text("gateway.advertise").isEmpty() ? listen : config.text("gateway.advertise");
    CurrentView view = new CurrentView();
    coordinators =
        new CoordinatorClient(
            config.text("gateway.id"),
            advertise,
            config.list("gateway.coordinators"),
            clusterKey,
            view);
    NodeClients clients = new NodeClients(factory);
    Scatter scatter = new Scatter(view, clients, () -> coordinators.session().readKey());
    Shapes shapes = new Shapes();
    SearchService searches =
        new SearchService(
            coordinators.names(),
            scatter,
            new Picks(view, scatter),
            shapes,
            config.text("gateway.unavailable_shard_policy").equals("partial"));
    HttpNodeApi nodes =
        new HttpNodeApi(
            view,
            clients,
            () -> coordinators.session().writeKey(),
            config.duration("gateway.lane_request_timeout"),
            loop);
    writes =
        new WriteService(
            config.text("gateway.id"),
            loop,
            view,
            coordinators,
            nodes,
            config.duration("gateway.lane_repair_timeout").toMillis(),
            new GatewayEvents(metrics));
    figures(view, searches);
    server =
        Routes.server(
            new Routes.Setup(
                address(listen),
                config.secret("security.master_key"),
                clusterKey,
                config.duration("gateway.write_deadline")),
            view,
            coordinators,
            clients,
            scatter,
            searches,
            shapes,
            writes,
            metrics);
    try {
      server.start();
    } catch (CompletionException e) {
      throw new ConfigProblem(
          "gateway.listen = \"" + listen + "\": cannot listen there: " + e.getCause());
    }
    coordinators.start();
  }

  private void figures(CurrentView view, SearchService searches) {
    new GatewayFigures(metrics, () -> coordinators.session().reports())
        .gauge("miroir_routing_epoch", () -> view.get().epoch())
        .gauge("miroir_session", () -> coordinators.session().live() ? 1 : 0)
        .count("miroir_session_breaks", () -> coordinators.session().breaks())
        .gauge("miroir_bugs", () -> coordinators.session().bugs())
        .count("miroir_hedged_searches", searches::hedged)
        .writers();
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** Stops: others write first, then no new requests are taken, then the session ends. */
  @Override
  public void close() {
    server.leave();
    if (coordinators.session().live()) {
      writes.leave().exceptionally(late -> RoutingView.EMPTY).join();
    }
    server.close();
    writes.close();
    coordinators.close();
    loop.close();
    factory.close();
  }
}
