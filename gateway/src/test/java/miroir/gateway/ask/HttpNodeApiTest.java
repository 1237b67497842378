package miroir.gateway.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import miroir.command.Command;
import miroir.gateway.lane.NodeApi.Answer;
import miroir.gateway.lane.NodeApi.Request;
import miroir.gateway.map.CurrentView;
import miroir.machine.ClusterContext;
import miroir.routing.RoutingView;
import org.junit.jupiter.api.Test;

/** Promise: no request to a node is waited for without end. */
class HttpNodeApiTest {
  private static final int MORE_THAN_SOCKETS_HOLD = 24 << 20;

  /** Its kernel takes some megabytes of the body, and then nobody anything. */
  @Test
  void aLargeBodyThatAFrozenNodeDoesNotTakeEndsAsUnknown() throws IOException {
    CurrentView view = new CurrentView();
    try (ServerSocket frozen = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ClusterContext coordinators = new ClusterContext();
      coordinators.accept(new Command.FoundCluster("test"));
      String url = "http://127.0.0.1:" + frozen.getLocalPort();
      coordinators.accept(new Command.AddNode("n1", url, "default", 1));
      view.replace(RoutingView.of(coordinators.state()));
      CompletableFuture<Answer> told = new CompletableFuture<>();
      new HttpNodeApi(
              view,
              new NodeClients(ClientFactory.ofDefault()),
              () -> "",
              Duration.ofMillis(200),
              Runnable::run)
          .send(
              new Request(
                  "n1", "POST", "/indexes/a/documents", null, new byte[MORE_THAN_SOCKETS_HOLD]),
              told::complete);
      assertThat(told.orTimeout(60, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(60));
      assertThat(told.join()).isInstanceOf(Answer.Unknown.class);
    }
  }
}
