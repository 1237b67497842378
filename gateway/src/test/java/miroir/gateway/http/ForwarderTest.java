package miroir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.gateway.api.check.Parameters;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.map.CurrentView;
import miroir.gateway.write.WriteService.Route;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Tuning;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forwards to a writer that does not answer, as one that is frozen. */
class ForwarderTest {
  private static final long INDEX = 7;

  private final CurrentView view = new CurrentView();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch woken = new CountDownLatch(1);
  private final HttpServer writer = server();

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() {
    writer.setExecutor(Executors.newCachedThreadPool());
    writer.createContext("/", this::answerOnceWoken);
    writer.start();
    lease(1);
  }

  @AfterEach
  void stop() {
    woken.countDown();
    writer.stop(0);
  }

  private void answerOnceWoken(HttpExchange exchange) throws IOException {
    asked.countDown();
    try {
      woken.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
  }

  private void lease(long epoch) {
    IndexRoute index =
        new IndexRoute(
            "id",
            1,
            true,
            0,
            "{}",
            "{}",
            "gateway-" + epoch,
            epoch,
            true,
            0,
            0,
            Sorted.empty(),
            Sorted.empty(),
            Sorted.empty(),
            SlotSet.NONE,
            SlotSet.NONE,
            Sorted.empty(),
            List.of());
    view.replace(
        new RoutingView(
            epoch,
            "c",
            Sorted.empty(),
            Sorted.empty(),
            Sorted.empty(),
            Sorted.copyOf(Map.of(INDEX, index)),
            Sorted.empty(),
            Tuning.STANDARD));
  }

  private CompletableFuture<Answer> forward() throws InterruptedException {
    Forwarder forwarder =
        new Forwarder(
            new NodeClients(ClientFactory.ofDefault()), view, "key", Duration.ofSeconds(60));
    Call call = new Call("DELETE", "/", Map.of(), Parameters.parse(""), null, new byte[0], false);
    String address = "127.0.0.1:" + writer.getAddress().getPort();
    CompletableFuture<Answer> told =
        forwarder.forward(call, new Route.Elsewhere(address, INDEX, 1));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    return told;
  }

  @Test
  void whoHasLostTheLeaseIsNotWaitedFor() throws Exception {
    CompletableFuture<Answer> told = forward();
    lease(2);
    assertThatThrownBy(() -> told.get(20, TimeUnit.SECONDS))
        .hasMessageContaining("The write may be done");
  }

  @Test
  void whoStillHasTheLeaseIs() throws Exception {
    CompletableFuture<Answer> told = forward();
    lease(1);
    assertThat(told).isNotDone();
    woken.countDown();
    assertThat(told.get(20, TimeUnit.SECONDS).status()).isEqualTo(202);
  }

  @Test
  void anAnswerOnItsWayStillCounts() throws Exception {
    CompletableFuture<Answer> told = forward();
    lease(2);
    woken.countDown();
    assertThat(told.get(20, TimeUnit.SECONDS).status()).isEqualTo(202);
  }
}
