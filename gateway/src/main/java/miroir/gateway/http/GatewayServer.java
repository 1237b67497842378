package miroir.gateway.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.DecodingService;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Parameters;
import org.jspecify.annotations.Nullable;

/** The HTTP server of a gateway: routes, keys, bodies, errors. */
public final class GatewayServer implements AutoCloseable {
  /** Bodies above this are parsed off the event loop. */
  private static final int LARGE_BYTES = 64 << 10;

  private final Auth auth;
  private final String forwardAuthorization;
  private final BooleanSupplier session;
  private final Degradations degradations;
  private final Server server;
  private volatile boolean leaving;

  /**
   * Makes a server; {@link #start()} starts it.
   *
   * @param clusterKey what other gateways prove themselves with; empty: no forwards
   * @param session whether the gateway's session lives; shown to clients when it does not
   * @param degradations counts answers that say so, or that something else is missing
   */
  GatewayServer(
      InetSocketAddress listen,
      String masterKey,
      String clusterKey,
      RouteTable routes,
      HttpService ready,
      HttpService metrics,
      BooleanSupplier session,
      Degradations degradations) {
    this.auth = new Auth(masterKey);
    this.forwardAuthorization = "Bearer " + clusterKey;
    this.session = session;
    this.degradations = degradations;
    ServerBuilder builder =
        Server.builder()
            .http(listen)
            .maxRequestLength(Limits.BODY_BYTES)
            .requestTimeout(Duration.ofSeconds(120))
            .http1MaxInitialLineLength(64 << 10)
            .http1MaxHeaderSize(64 << 10)
            .idleTimeout(Duration.ofSeconds(60))
            .maxNumConnections(20_000)
            .gracefulShutdownTimeout(Duration.ofMillis(200), Duration.ofSeconds(10))
            .disableServerHeader()
            .errorHandler(new ErrorPages())
            .decorator(DecodingService.newDecorator())
            .service("/_miroir/ready", ready)
            .service("/_miroir/metrics", metrics);
    for (RouteTable.Route route : routes.routes()) {
      bind(builder, route, "", false);
      bind(builder, route, Forwarder.PREFIX, true);
    }
    this.server = builder.build();
  }

  private void bind(
      ServerBuilder builder, RouteTable.Route route, String prefix, boolean forwarded) {
    String path = prefix + route.path();
    HttpMethod method = HttpMethod.valueOf(route.method());
    HttpService service = (ctx, request) -> serve(ctx, request, route, forwarded);
    var binding = builder.route().methods(method).path(path);
    if (!route.path().equals("/")) {
      binding.path(path + "/");
    }
    binding.defaultServiceName(route.method() + " " + route.path()).build(service);
  }

  private HttpResponse serve(
      ServiceRequestContext ctx, HttpRequest request, RouteTable.Route route, boolean forwarded) {
    if (leaving) {
      ctx.initiateConnectionShutdown();
    }
    String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    Optional<ApiError> refusal =
        forwarded ? forwardRefusal(header) : route.open() ? Optional.empty() : auth.refusal(header);
    if (refusal.isPresent()) {
      return response(Answer.of(refusal.get()));
    }
    CompletableFuture<HttpResponse> answer =
        request
            .aggregate()
            .thenCompose(whole -> dispatch(ctx, whole, route, forwarded))
            .exceptionally(failure -> Answer.of(Failures.told(failure)))
            .thenApply(this::response);
    return HttpResponse.of(answer);
  }

  private Optional<ApiError> forwardRefusal(@Nullable String header) {
    boolean right =
        forwardAuthorization.length() > "Bearer ".length() && forwardAuthorization.equals(header);
    return right
        ? Optional.empty()
        : Optional.of(ErrorCode.INVALID_API_KEY.with("Forwards need the cluster_key."));
  }

  private CompletableFuture<Answer> dispatch(
      ServiceRequestContext ctx,
      AggregatedHttpRequest request,
      RouteTable.Route route,
      boolean forwarded) {
    byte[] body = request.content().array();
    if (body.length <= LARGE_BYTES) {
      return answer(ctx, request, body, route, forwarded);
    }
    return CompletableFuture.supplyAsync(
            () -> answer(ctx, request, body, route, forwarded), ctx.blockingTaskExecutor())
        .thenCompose(next -> next);
  }

  private static CompletableFuture<Answer> answer(
      ServiceRequestContext ctx,
      AggregatedHttpRequest request,
      byte[] body,
      RouteTable.Route route,
      boolean forwarded) {
    try {
      String path = request.path();
      return route
          .handler()
          .answer(
              new Call(
                  route.method(),
                  forwarded ? path.substring(Forwarder.PREFIX.length()) : path,
                  Map.copyOf(ctx.pathParams()),
                  Parameters.parse(ctx.query()),
                  request.headers().get(HttpHeaderNames.CONTENT_TYPE),
                  body,
                  forwarded));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private HttpResponse response(Answer answer) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.valueOf(answer.status()));
    if (answer.body().length > 0) {
      headers.contentType(MediaType.JSON);
    }
    answer.headers().forEach(headers::set);
    String degraded = answer.headers().get(Degradations.HEADER);
    if (!session.getAsBoolean()) {
      degraded = Degradations.and(degraded, Degradations.SESSION);
      headers.set(Degradations.HEADER, degraded);
    }
    if (degraded != null) {
      degradations.count(degraded);
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(answer.body()));
  }

  /** Starts listening. */
  public void start() {
    server.start().join();
  }

  /** Closes connections after their next answer: clients look for another gateway. */
  public void leave() {
    leaving = true;
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
