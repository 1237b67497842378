package miroir.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import miroir.command.Command;
import miroir.gateway.api.json.Json;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.map.CurrentView;
import miroir.gateway.plan.SearchPlan;
import miroir.gateway.session.IndexNames;
import miroir.machine.ClusterContext;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.NodeStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promises: one group answers a search, and shards that nobody has are told or fail it. */
class PicksTest {
  private static final int SHARDS = 8;
  private static final String NOTHING = "{\"results\":[],\"offset\":0,\"limit\":20,\"total\":0}";
  private static final String REFUSAL =
      "{\"message\":\"The provided API key is invalid.\",\"code\":\"invalid_api_key\"}";

  private final ClusterContext coordinators = new ClusterContext();
  private final CurrentView view = new CurrentView();
  private final Scatter scatter =
      new Scatter(view, new NodeClients(ClientFactory.ofDefault()), () -> "");
  private final Picks picks = new Picks(view, scatter);
  private final List<HttpServer> nodes = new ArrayList<>();

  PicksTest() {
    coordinators.accept(new Command.FoundCluster("test"));
  }

  /** Starts a node that answers every request with one status. */
  private String node(int status) throws IOException {
    HttpServer node =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/",
        exchange -> {
          byte[] body = (status == 200 ? NOTHING : REFUSAL).getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    node.start();
    nodes.add(node);
    return "http://127.0.0.1:" + node.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.stop(0));
  }

  private void add(String id, String group, String url) {
    coordinators.accept(new Command.AddNode(id, url, group, 1));
    coordinators.accept(
        new Command.ObserveNode(id, NodeStatus.JOINING, NodeStatus.UP, "m" + id, "1.50.0"));
  }

  private void show() {
    view.replace(RoutingView.of(coordinators.state()));
  }

  private IndexRoute index() {
    return view.get().indexes().values().iterator().next();
  }

  private Set<String> picked(Set<String> avoid) {
    Set<String> nodes = new HashSet<>();
    for (int search = 0; search < 50; search++) {
      SearchPlan plan = picks.pick(index(), avoid);
      assertThat(plan.missing().isEmpty()).isTrue();
      Set<String> asked = Picks.nodes(plan);
      assertThat(List.of(Set.of("a1", "a2"), Set.of("b1", "b2")))
          .as("one group, whole")
          .contains(asked);
      nodes.addAll(asked);
    }
    return nodes;
  }

  @Test
  void groupsTakeTurnsAndOneWithoutMissingShardsGoesFirst() {
    for (String id : List.of("a1", "a2", "b1", "b2")) {
      add(id, id.substring(0, 1), "http://" + id);
    }
    coordinators.session("g1");
    coordinators.index("films", SHARDS, 1);
    show();
    assertThat(picked(Set.of())).hasSize(4);
    assertThat(picked(Set.of("b2"))).as("it failed this search").containsOnly("a1", "a2");
    coordinators.accept(
        new Command.ObserveNode("a1", NodeStatus.UP, NodeStatus.DOWN, "ma1", "no answer"));
    show();
    assertThat(picked(Set.of())).as("a1 is down").containsOnly("b1", "b2");
  }

  private CompletableFuture<SearchService.Found> list(boolean partial) {
    IndexNames names = new IndexNames(view, () -> CompletableFuture.completedFuture(view.get()));
    return new SearchService(names, scatter, picks, new Shapes(), partial)
        .documents("films", Json.object());
  }

  /** {@code unavailable_shard_policy}: the answer without them, or none. */
  @Test
  void shardsThatNobodyAnswersForAreToldOrFailTheSearch() throws Exception {
    add("n1", "default", node(200));
    add("n2", "default", "http://127.0.0.1:1");
    coordinators.session("g1");
    coordinators.index("films", SHARDS, 1);
    show();
    assertThat(list(true).get(30, TimeUnit.SECONDS).missingShards()).isEqualTo(SHARDS / 2);
    CompletableFuture<SearchService.Found> failed = list(false);
    assertThat(failed)
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .havingRootCause()
        .withMessageContaining("No copy of");
  }

  /** Its key may not be there yet, or its index gone: that says nothing against the request. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 408, 429, 500, 503})
  void aNodeThatTurnsSearchesAwayIsMadeUpForByAnotherCopy(int status) throws Exception {
    add("n1", "default", node(200));
    add("n2", "default", node(status));
    coordinators.session("g1");
    coordinators.index("films", SHARDS, 2);
    show();
    for (int i = 0; i < 20; i++) {
      assertThat(list(false).get(30, TimeUnit.SECONDS).missingShards()).isZero();
    }
  }

  @Test
  void whatEveryCopyTurnsAwayIsNotTheClientsFault() throws Exception {
    add("n1", "default", node(403));
    coordinators.session("g1");
    coordinators.index("films", SHARDS, 1);
    show();
    assertThat(list(false))
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .havingRootCause()
        .withMessageContaining("No copy of " + SHARDS + " shards");
  }
}
