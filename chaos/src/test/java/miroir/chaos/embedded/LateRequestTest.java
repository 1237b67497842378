package miroir.chaos.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stops a request that is on its way: its key only before its headers are read. */
final class LateRequestTest {
  private NodeUnderTest node;
  private String uid;
  private String secret;
  private String index;

  @BeforeEach
  void start() {
    node = NodeUnderTest.start();
    var key =
        node.send(
                "POST",
                "/keys",
                "{\"actions\":[\"documents.*\"],\"indexes\":[\"*\"],\"expiresAt\":null}")
            .json();
    uid = key.path("uid").asText();
    secret = key.path("key").asText();
    index = NodeUnderTest.newIndexUid();
    node.awaited("POST", "/indexes", "{\"uid\":\"" + index + "\",\"primaryKey\":\"id\"}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private String headers(int length) {
    return "POST /indexes/"
        + index
        + "/documents HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer "
        + secret
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private static String statusLine(Socket socket) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    return String.valueOf(reader.readLine());
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Test
  void aRequestWhoseHeadersWereReadOutlivesItsKey() throws IOException {
    String body = "[{\"id\":1}]";
    try (Socket socket = new Socket(node.uri().getHost(), node.uri().getPort())) {
      write(socket, headers(body.length()) + body.substring(0, 3));
      waitUntilHeadersAreRead();
      assertThat(node.send("DELETE", "/keys/" + uid, null).status()).isEqualTo(204);
      write(socket, body.substring(3));
      assertThat(statusLine(socket)).contains("202");
    }
    Awaitility.await()
        .until(() -> node.get("/indexes/" + index + "/documents").path("total").asInt() == 1);
  }

  /** Requests on other connections that were sent later have been answered meanwhile. */
  private void waitUntilHeadersAreRead() {
    for (int i = 0; i < 50; i++) {
      node.get("/health");
    }
  }

  @Test
  void aRequestWhoseHeadersComeTooLateIsRefused() throws IOException {
    String body = "[{\"id\":1}]";
    String head = headers(body.length());
    try (Socket socket = new Socket(node.uri().getHost(), node.uri().getPort())) {
      write(socket, head.substring(0, head.length() - 2));
      waitUntilHeadersAreRead();
      assertThat(node.send("DELETE", "/keys/" + uid, null).status()).isEqualTo(204);
      write(socket, "\r\n" + body);
      assertThat(statusLine(socket)).contains("403");
    }
  }

  @Test
  void aRequestThatIsCutOffLeavesNoTask() throws IOException {
    try (Socket socket = new Socket(node.uri().getHost(), node.uri().getPort())) {
      write(socket, headers(100) + "[{\"id\":1}]");
      waitUntilHeadersAreRead();
    }
    String types = "&types=documentAdditionOrUpdate";
    assertThat(node.get("/tasks?indexUids=" + index + types).path("total").asInt()).isZero();
  }

  @Test
  void aDeletedKeyIsRefusedAtOnce() {
    String documents = "/indexes/" + index + "/documents";
    assertThat(node.sendAs(secret, "POST", documents, "[{\"id\":1}]").status()).isEqualTo(202);
    node.send("DELETE", "/keys/" + uid, null);
    NodeUnderTest.Reply refused = node.sendAs(secret, "POST", documents, "[{\"id\":2}]");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("code").asText()).isEqualTo("invalid_api_key");
  }

  @Test
  void aKeyMadeAgainUnderItsUidHasItsSecretAgain() {
    node.send("DELETE", "/keys/" + uid, null);
    String again =
        node.send(
                "POST",
                "/keys",
                "{\"uid\":\""
                    + uid
                    + "\",\"actions\":[\"search\"],\"indexes\":[\"*\"],\"expiresAt\":null}")
            .json()
            .path("key")
            .asText();
    assertThat(again).isEqualTo(secret);
  }

  @Test
  void writingKeysMakeNoIndexes() {
    String missing = NodeUnderTest.newIndexUid();
    NodeUnderTest.Reply reply =
        node.sendAs(secret, "POST", "/indexes/" + missing + "/documents", "[{\"id\":1}]");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(node.await(reply.taskUid()).path("error").path("code").asText())
        .isEqualTo("index_not_found");
    assertThat(node.send("GET", "/indexes/" + missing, null).status()).isEqualTo(404);
  }
}
