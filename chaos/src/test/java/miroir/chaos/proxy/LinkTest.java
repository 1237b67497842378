package miroir.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link holds bytes, lets them go, and resets connections. */
class LinkTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int HELD_MILLIS = 100;

  private final ServerSocket server = listener();
  private final int port = freePort();
  private final Link link = link();
  private final Socket client = new Socket();
  private Socket served = new Socket();

  private static ServerSocket listener() {
    try {
      ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(PATIENCE_MILLIS);
      return listener;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket probe = listener()) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Link link() {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      return Link.open(
          "a to b",
          new InetSocketAddress(loopback, port),
          new InetSocketAddress(loopback, server.getLocalPort()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void connect() throws IOException {
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    served = server.accept();
    client.setSoTimeout(PATIENCE_MILLIS);
    served.setSoTimeout(PATIENCE_MILLIS);
    pass(client, served, 1);
    pass(served, client, 2);
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    client.close();
    served.close();
    server.close();
  }

  private static void pass(Socket from, Socket to, int what) throws IOException {
    from.getOutputStream().write(what);
    assertThat(to.getInputStream().read()).isEqualTo(what);
  }

  private static void held(Socket from, Socket to, int what) throws IOException {
    from.getOutputStream().write(what);
    to.setSoTimeout(HELD_MILLIS);
    assertThatThrownBy(() -> to.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    to.setSoTimeout(PATIENCE_MILLIS);
  }

  @Test
  void answersAloneAreHeldAndArriveLate() throws IOException {
    link.holdAnswers();
    pass(client, served, 3);
    held(served, client, 4);
    link.heal();
    assertThat(client.getInputStream().read()).isEqualTo(4);
  }

  @Test
  void aCutHoldsBothWaysAndNewConnectionsToo() throws IOException {
    link.cut();
    held(client, served, 3);
    held(served, client, 4);
    try (Socket late = new Socket(InetAddress.getLoopbackAddress(), port)) {
      late.getOutputStream().write(5);
      server.setSoTimeout(HELD_MILLIS);
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
      server.setSoTimeout(PATIENCE_MILLIS);
      link.heal();
      assertThat(served.getInputStream().read()).isEqualTo(3);
      assertThat(client.getInputStream().read()).isEqualTo(4);
      try (Socket second = server.accept()) {
        assertThat(second.getInputStream().read()).isEqualTo(5);
      }
    }
  }

  @Test
  void aResetEndsOpenConnectionsOnly() throws IOException {
    assertThat(link.reset()).isEqualTo(1);
    assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
    assertThatThrownBy(() -> served.getInputStream().read()).hasMessageContaining("reset");
    try (Socket next = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket second = server.accept()) {
      pass(next, second, 6);
    }
  }

  @Test
  void theEndOfAConnectionPassesThrough() throws IOException {
    client.close();
    assertThat(served.getInputStream().read()).isEqualTo(-1);
  }
}
