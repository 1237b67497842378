package miroir.coordinator.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import miroir.coordinator.raft.RaftStatus;

/** {@code /_miroir/ready} and {@code /_miroir/metrics} of a coordinator. */
public final class OpsServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType PROMETHEUS =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

  private final Server server;

  /** Makes a server on {@code listen}; {@link #start()} starts it. */
  public OpsServer(
      InetSocketAddress listen, Supplier<RaftStatus> raft, PrometheusMeterRegistry metrics) {
    server =
        Server.builder()
            .http(listen)
            .disableServerHeader()
            .requestTimeout(Duration.ofSeconds(5))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
            .service("/_miroir/ready", (ctx, request) -> ready(raft.get()))
            .service(
                "/_miroir/metrics",
                (ctx, request) -> HttpResponse.of(HttpStatus.OK, PROMETHEUS, metrics.scrape()))
            .build();
  }

  private static HttpResponse ready(RaftStatus status) {
    boolean ready = status.alive() && (status.leads() || !status.leader().isEmpty());
    ObjectNode json = JSON.createObjectNode();
    json.put("ready", ready)
        .put("id", status.id())
        .put("role", status.leads() ? "LEADER" : "FOLLOWER")
        .put("leader", status.leader())
        .put("term", status.term())
        .put("commitIndex", status.commitIndex())
        .put("appliedIndex", status.appliedIndex());
    return HttpResponse.of(
        ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        MediaType.JSON_UTF_8,
        json.toString());
  }

  /** Starts listening. */
  public void start() {
    server.start().join();
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
