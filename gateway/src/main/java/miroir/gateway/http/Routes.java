package miroir.gateway.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.map.CurrentView;
import miroir.gateway.search.Scatter;
import miroir.gateway.search.SearchService;
import miroir.gateway.search.Shapes;
import miroir.gateway.session.CoordinatorClient;
import miroir.gateway.write.WriteService;

/** Puts the routes together. */
public final class Routes {
  private Routes() {}

  /** What the server needs to know beside its services. */
  public record Setup(
      InetSocketAddress listen, String masterKey, String clusterKey, Duration writeDeadline) {}

  /** Returns a server with every route. */
  public static GatewayServer server(
      Setup setup,
      CurrentView view,
      CoordinatorClient coordinators,
      NodeClients clients,
      Scatter scatter,
      SearchService searches,
      Shapes shapes,
      WriteService writeService,
      PrometheusMeterRegistry metrics) {
    Forwarder forwarder = new Forwarder(clients, view, setup.clusterKey(), setup.writeDeadline());
    Writes writes = new Writes(writeService, forwarder, setup.writeDeadline());
    Statistics statistics = new Statistics(coordinators.names(), scatter, searches);
    RouteTable routes = new RouteTable();
    new SystemRoutes(coordinators, statistics).addTo(routes);
    new IndexRoutes(writes, coordinators, view, statistics).addTo(routes);
    new DocumentRoutes(writes, searches).addTo(routes);
    new SettingsRoutes(writes, coordinators.names(), shapes).addTo(routes);
    new SearchRoutes(searches).addTo(routes);
    new TaskRoutes(coordinators).addTo(routes);
    return new GatewayServer(
        setup.listen(),
        setup.masterKey(),
        setup.clusterKey(),
        routes,
        new Readiness(view, coordinators),
        scrape(metrics),
        () -> coordinators.session().live(),
        new Degradations(metrics));
  }

  private static HttpService scrape(PrometheusMeterRegistry metrics) {
    MediaType type = MediaType.parse("text/plain; version=0.0.4; charset=utf-8");
    return (ctx, request) -> HttpResponse.of(HttpStatus.OK, type, metrics.scrape());
  }
}
