package miroir.coordinator.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import miroir.coordinator.raft.RaftStatus;
import miroir.topology.Coordinator;

/** Asks other coordinators how they are. */
public final class Members {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClientFactory factory;

  /** Makes one that calls through {@code factory}. */
  public Members(ClientFactory factory) {
    this.factory = factory;
  }

  /** Asks one coordinator; an unreachable one has no indexes and is not alive. */
  public CompletableFuture<RaftStatus> ask(Coordinator coordinator) {
    return WebClient.builder("h1c://" + coordinator.http())
        .factory(factory)
        .responseTimeout(Duration.ofMillis(800))
        .build()
        .get("/_miroir/ready")
        .aggregate()
        .thenApply(response -> status(coordinator.id(), response.contentUtf8()))
        .exceptionally(unreachable -> dead(coordinator.id()));
  }

  private static RaftStatus dead(String id) {
    return new RaftStatus(id, "", false, false, 0, -1, -1, 0);
  }

  private static RaftStatus status(String id, String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return new RaftStatus(
          id,
          json.path("leader").asText(),
          json.path("role").asText().equals("LEADER"),
          true,
          json.path("term").asLong(),
          json.path("commitIndex").asLong(),
          json.path("appliedIndex").asLong(),
          0);
    } catch (JsonProcessingException e) {
      return dead(id);
    }
  }
}
