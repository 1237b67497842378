package miroir.gateway.http;

import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.write.WriteService.Route;
import org.jspecify.annotations.Nullable;

/** Sends a client's request on to the gateway that writes to its index (protocol.md W1). */
final class Forwarder {
  static final String PREFIX = "/_miroir/forward";

  /** Status of the answer "not the writer": nothing was done. */
  static final int NOT_THE_WRITER = 421;

  private final NodeClients clients;
  private final String clusterKey;
  private final Duration deadline;

  Forwarder(NodeClients clients, String clusterKey, Duration deadline) {
    this.clients = clients;
    this.clusterKey = clusterKey;
    this.deadline = deadline;
  }

  CompletableFuture<Answer> forward(Call call, Route.Elsewhere to) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.valueOf(call.method()), PREFIX + call.path())
            .add("authorization", "Bearer " + clusterKey);
    if (call.contentType() != null) {
      headers.add("content-type", call.contentType());
    }
    return clients
        .at("http://" + to.advertise())
        .web()
        .execute(
            HttpRequest.of(headers.build(), HttpData.wrap(call.body())),
            RequestOptions.builder().responseTimeout(deadline).build())
        .aggregate()
        .handle(Forwarder::answer);
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
    throw new Refusal(
        ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
            "The gateway that writes to this index did not answer. The write may be done: look at"
                + " the task list before you send it again."));
  }
}
