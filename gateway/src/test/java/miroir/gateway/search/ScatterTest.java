package miroir.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.common.HttpMethod;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.map.CurrentView;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import miroir.routing.RoutingView.NodeRoute;
import miroir.topology.Tuning;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promise: a search finds an index on its node under whatever name it bears just now. */
class ScatterTest {
  private static final String MISSING = "{\"code\":\"index_not_found\",\"message\":\"\"}";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer node;
  private volatile String borne = "miroir-7-1";
  private volatile String next = "";
  private final CurrentView view = new CurrentView();

  ScatterTest() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    node.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          boolean list = path.equals("/indexes");
          boolean found = path.equals("/indexes/" + borne + "/search");
          String others = "{\"uid\":\"miroir-70-9\"},{\"uid\":\"other\"},";
          String body =
              list
                  ? "{\"results\":[" + others + "{\"uid\":\"" + borne + "\"}]}"
                  : found ? "{}" : MISSING;
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(list || found ? 200 : 404, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
          if (!next.isEmpty()) {
            borne = next;
            next = "";
          }
        });
    node.start();
  }

  @AfterEach
  void stop() {
    node.stop(0);
  }

  private Scatter scatter(Long... names) {

    NodeRoute route = new NodeRoute("http://127.0.0.1:" + node.getAddress().getPort(), "g", true);
    IndexRoute index =
        new IndexRoute(
            "id",
            1,
            true,
            0,
            "{}",
            "{}",
            "",
            1,
            true,
            0,
            0,
            Sorted.copyOf(Map.of("n1", List.of(names))),
            Sorted.empty(),
            Sorted.empty(),
            SlotSet.NONE,
            SlotSet.NONE,
            Sorted.empty(),
            List.of());
    view.replace(
        new RoutingView(
            1,
            "c",
            Sorted.copyOf(Map.of("n1", route)),
            Sorted.empty(),
            Sorted.empty(),
            Sorted.copyOf(Map.of(7L, index)),
            Sorted.empty(),
            Tuning.STANDARD));
    return new Scatter(view, new NodeClients(ClientFactory.ofDefault()), () -> "key");
  }

  private int search(Scatter scatter) throws Exception {
    IndexRoute index = Objects.requireNonNull(view.get().indexes().get(7L));
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    return scatter
        .ask(7, index, "n1", HttpMethod.POST, "/search", body, Duration.ofSeconds(20))
        .get(20, TimeUnit.SECONDS)
        .status();
  }

  @Test
  void aRenamingBetweenTwoTriesIsFollowed() throws Exception {
    next = "miroir-7-2";
    assertThat(search(scatter(1L, 2L))).isEqualTo(200);
    assertThat(asked).containsSubsequence("/indexes/miroir-7-2/search", "/indexes");
  }

  @Test
  void anOldViewIsMadeUpForByTheNodesOwnList() throws Exception {
    borne = "miroir-7-5";
    Scatter scatter = scatter(1L);
    assertThat(search(scatter)).isEqualTo(200);
    asked.clear();
    assertThat(search(scatter)).as("and remembered").isEqualTo(200);
    assertThat(asked).doesNotContain("/indexes");
  }

  @Test
  void whatIsNotThereAtAllIsNotFound() throws Exception {
    borne = "miroir-8-1";
    assertThat(search(scatter(1L))).isEqualTo(404);
  }
}
