package miroir.gateway.http;

import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.map.CurrentView;
import miroir.gateway.write.WriteService.Route;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * Sends a client's request on to the gateway that writes to its index (protocol.md W1). A gateway
 * that has lost its lease may be frozen: its answer is not waited for. Thread-safe.
 */
final class Forwarder {
  /** After the loss of a lease: what was registered before may be on its way back. */
  private static final long LATE_ANSWER_MILLIS = 1_000;

  static final String PREFIX = "/_miroir/forward";

  /** Status of the answer "not the writer": nothing was done. */
  static final int NOT_THE_WRITER = 421;

  private final Set<Forward> underWay = ConcurrentHashMap.newKeySet();
  private final NodeClients clients;
  private final CurrentView view;
  private final String clusterKey;
  private final Duration deadline;

  Forwarder(NodeClients clients, CurrentView view, String clusterKey, Duration deadline) {
    this.clients = clients;
    this.view = view;
    this.clusterKey = clusterKey;
    this.deadline = deadline;
    view.onChange(() -> underWay.forEach(this::giveUpIfMoved));
  }

  /** A request of which the answer is not here yet. */
  private record Forward(
      Route.Elsewhere to,
      HttpResponse response,
      CompletableFuture<Answer> told,
      AtomicBoolean moved) {}

  CompletableFuture<Answer> forward(Call call, Route.Elsewhere to) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.valueOf(call.method()), PREFIX + call.path())
            .add("authorization", "Bearer " + clusterKey);
    if (call.contentType() != null) {
      headers.add("content-type", call.contentType());
    }
    HttpResponse response =
        clients
            .at("http://" + to.advertise())
            .web()
            .execute(
                HttpRequest.of(headers.build(), HttpData.wrap(call.body())),
                RequestOptions.builder().responseTimeout(deadline).build());
    CompletableFuture<Answer> told = response.aggregate().handle(Forwarder::answer);
    Forward forward = new Forward(to, response, told, new AtomicBoolean());
    underWay.add(forward);
    told.whenComplete((answer, failure) -> underWay.remove(forward));
    giveUpIfMoved(forward);
    return told;
  }

  private void giveUpIfMoved(Forward forward) {
    IndexRoute now = view.get().indexes().get(forward.to.index());
    // Nothing is asked of an index that is gone: its writer tells what became of the write.
    if (now != null
        && now.leaseEpoch() != forward.to.leaseEpoch()
        && forward.moved.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(LATE_ANSWER_MILLIS, TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                if (forward.told.completeExceptionally(unknown())) {
                  forward.response.abort();
                }
              });
    }
  }

  private static Answer answer(
      @Nullable AggregatedHttpResponse response, @Nullable Throwable failure) {
    if (response != null) {
      return new Answer(response.status().code(), response.content().array(), Map.of());
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof UnprocessedRequestException) {
      return Answer.empty(NOT_THE_WRITER);
    }
    throw unknown();
  }

  private static Refusal unknown() {
    return new Refusal(
        ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
            "The gateway that writes to this index did not answer. The write may be done: look at"
                + " the task list before you send it again."));
  }
}
