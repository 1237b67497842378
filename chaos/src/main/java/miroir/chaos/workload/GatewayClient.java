package miroir.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** One gateway as the clients of a load see it. Thread-safe. */
final class GatewayClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Beyond the deadline of writes: a gateway that is well answers before. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Of a gateway that has just begun: who balances load does not send it anything yet. */
  private static final String NOT_READY = "miroir_not_ready";

  /** What says that nothing was done and nothing will be (surface.md §3). */
  private static final Set<String> NOT_DONE =
      Set.of("miroir_no_quorum", "miroir_overloaded", NOT_READY, "miroir_shard_unavailable");

  private final HttpClient http;
  private final int number;
  private final String url;
  private final String key;

  GatewayClient(HttpClient http, int number, String url, String key) {
    this.http = http;
    this.number = number;
    this.url = url;
    this.key = key;
  }

  /** Returns which gateway this is, from 0. */
  int number() {
    return number;
  }

  Entry write(String index, Write write) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          send(write.method(), "/indexes/" + index + write.path(), write.body());
      JsonNode body = JSON.readTree(answer.body());
      if (answer.statusCode() == 202 && body.path("taskUid").isIntegralNumber()) {
        return new Entry(number, write, Outcome.DONE, body.path("taskUid").asLong(), "", true);
      }
      boolean refused =
          answer.statusCode() / 100 == 4 || NOT_DONE.contains(body.path("code").asText());
      boolean ready = !body.path("code").asText().equals(NOT_READY);
      return refusal(write, refused, answer.statusCode() + " " + answer.body(), ready);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return refusal(write, true, e.toString(), false);
    } catch (IOException e) {
      return refusal(write, false, e.toString(), false);
    }
  }

  private Entry refusal(Write write, boolean refused, String answer, boolean answered) {
    Outcome outcome = refused ? Outcome.NOT_DONE : Outcome.UNKNOWN;
    return new Entry(number, write, outcome, -1, answer, answered);
  }

  /** Searches; returns how it failed, if it did. What lacks shards counts as failed. */
  Optional<FailedSearch> search(String index) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          send("POST", "/indexes/" + index + "/search", "{\"q\":\"load\",\"limit\":5}");
      String degraded = answer.headers().firstValue("X-Miroir-Degraded").orElse("");
      boolean partial =
          degraded.contains("shards") || answer.body().contains("miroir_shard_unavailable");
      if (answer.statusCode() == 200 && JSON.readTree(answer.body()).has("hits") && !partial) {
        return Optional.empty();
      }
      String text = answer.statusCode() + " " + degraded + " " + answer.body();
      return Optional.of(new FailedSearch(number, text, !text.contains(NOT_READY), partial));
    } catch (IOException e) {
      return Optional.of(new FailedSearch(number, e.toString(), false, false));
    }
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
