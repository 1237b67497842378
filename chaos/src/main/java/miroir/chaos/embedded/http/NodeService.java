package miroir.chaos.embedded.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.util.Optional;
import miroir.chaos.embedded.key.KeyStore;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.check.Parameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes all requests. Access is settled as soon as the headers are there: a key that is deleted
 * while a body is on its way still counts, as in Meilisearch.
 */
public final class NodeService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(NodeService.class);

  private final RouteTable routes;
  private final KeyStore keys;

  /** Serves these routes. */
  NodeService(RouteTable routes, KeyStore keys) {
    this.routes = routes;
    this.keys = keys;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String path = context.path();
    Optional<RouteTable.Found> found = routes.find(request.method().name(), path);
    if (found.isEmpty()) {
      return answer(missing(path));
    }
    Access access;
    try {
      RouteTable.Found route = found.get();
      boolean ofIndex = path.startsWith("/indexes/");
      access =
          Access.of(
              keys,
              request.headers().get(HttpHeaderNames.AUTHORIZATION),
              route.route().action(),
              ofIndex ? route.names().get(0) : null);
    } catch (Refusal refusal) {
      return answer(Answer.error(refusal.error()));
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                whole -> answer(handle(found.get(), context.query(), whole, access)),
                context.blockingTaskExecutor()));
  }

  private Answer missing(String path) {
    return Answer.empty(routes.knows(path) ? 405 : 404);
  }

  private static Answer handle(
      RouteTable.Found found,
      @Nullable String query,
      AggregatedHttpRequest request,
      Access access) {
    Exchange exchange =
        new Exchange(
            found.names(),
            Parameters.parse(query),
            query,
            request.headers().get(HttpHeaderNames.CONTENT_TYPE),
            request.content().array(),
            access);
    try {
      return found.route().handler().handle(exchange);
    } catch (Refusal refusal) {
      return Answer.error(refusal.error());
    } catch (IOException | RuntimeException e) {
      log.warn("{} {} failed", found.route().method(), found.route().path(), e);
      return Answer.error(ErrorCode.INTERNAL.with(String.valueOf(e.getMessage())));
    }
  }

  private static HttpResponse answer(Answer answer) {
    if (answer.body().length == 0) {
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.valueOf(answer.status())).contentLength(0).build());
    }
    return HttpResponse.of(
        HttpStatus.valueOf(answer.status()), MediaType.JSON, HttpData.wrap(answer.body()));
  }
}
