package miroir.gateway.ask;

import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import miroir.gateway.lane.NodeApi;
import miroir.gateway.map.CurrentView;
import miroir.routing.RoutingView.NodeRoute;
import org.jspecify.annotations.Nullable;

/** {@link NodeApi} over HTTP, with the gateway's write key. */
public final class HttpNodeApi implements NodeApi {
  /** A big body on a slow disk: each megabyte gets this much more time. */
  private static final long MILLIS_PER_MEGABYTE = 200;

  /** Bodies from here on are put together apart from the writers' loop. */
  private static final int LARGE_BYTES = 64 << 10;

  private final CurrentView view;
  private final NodeClients clients;
  private final Supplier<String> key;
  private final Duration timeout;
  private final Executor loop;

  /**
   * Makes an API.
   *
   * @param key the write key's value, empty without authentication
   * @param timeout time without an answer after which a request's fate is unknown
   * @param loop where answers are given
   */
  public HttpNodeApi(
      CurrentView view,
      NodeClients clients,
      Supplier<String> key,
      Duration timeout,
      Executor loop) {
    this.view = view;
    this.clients = clients;
    this.key = key;
    this.timeout = timeout;
    this.loop = loop;
  }

  @Override
  public void send(Request request, Consumer<Answer> answer) {
    NodeRoute node = view.get().nodes().get(request.node());
    if (node == null) {
      loop.execute(() -> answer.accept(new Answer.NotSent("no node " + request.node())));
      return;
    }
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.valueOf(request.method()), request.path())
            .add(HttpHeaderNames.ACCEPT_ENCODING, "identity");
    if (!key.get().isEmpty()) {
      headers.add(HttpHeaderNames.AUTHORIZATION, "Bearer " + key.get());
    }
    if (request.contentType() != null) {
      headers.add(HttpHeaderNames.CONTENT_TYPE, request.contentType());
    }
    int size = request.body().size();
    long millis = timeout.toMillis() + (size >> 20) * MILLIS_PER_MEGABYTE;
    RequestOptions options =
        RequestOptions.builder().responseTimeout(Duration.ofMillis(millis)).build();
    WebClient client = clients.at(node.url()).web();
    body(request.body(), size)
        .thenCompose(
            body ->
                client
                    .execute(HttpRequest.of(headers.build(), HttpData.wrap(body)), options)
                    .aggregate())
        .handle(HttpNodeApi::of)
        .thenAccept(told -> loop.execute(() -> answer.accept(told)));
  }

  private static CompletableFuture<byte[]> body(Body body, int size) {
    return size < LARGE_BYTES
        ? CompletableFuture.completedFuture(body.bytes())
        : CompletableFuture.supplyAsync(body::bytes);
  }

  private static Answer of(@Nullable AggregatedHttpResponse response, @Nullable Throwable failure) {
    if (response != null) {
      // An idle connection's unasked 408 belongs to no request (writes-measured §11).
      return response.status().code() == 408
          ? new Answer.Unknown("408")
          : new Answer.Answered(response.status().code(), response.content().array());
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof UnprocessedRequestException
        ? new Answer.NotSent(String.valueOf(cause.getCause()))
        : new Answer.Unknown(String.valueOf(cause));
  }
}
