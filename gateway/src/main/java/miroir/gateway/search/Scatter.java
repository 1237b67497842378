package miroir.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import miroir.gateway.api.json.Json;
import miroir.gateway.ask.NodeClients;
import miroir.gateway.map.CurrentView;
import miroir.routing.RoutingView.IndexRoute;
import miroir.routing.RoutingView.NodeRoute;
import miroir.topology.Index;
import org.jspecify.annotations.Nullable;

/**
 * One request to one node about one index, with the read key. While a cut is under way the index
 * may bear one of several names: {@code index_not_found} asks again under another, and what
 * answered is remembered (protocol.md, Names, lanes, cuts). Thread-safe.
 */
public final class Scatter {
  private final Map<String, Long> answeredNames = new ConcurrentHashMap<>();
  private final CurrentView view;
  private final NodeClients clients;
  private final Supplier<String> key;

  /** Makes one that calls with a read key. */
  public Scatter(CurrentView view, NodeClients clients, Supplier<String> key) {
    this.view = view;
    this.clients = clients;
    this.key = key;
  }

  /** A node's whole answer. */
  public record Answer(int status, byte[] body) {
    /** Returns the body as a tree. */
    public JsonNode json() {
      return Json.tree(body);
    }

    private boolean isIndexNotFound() {
      return status == 404
          && new String(body, StandardCharsets.UTF_8).contains("\"index_not_found\"");
    }
  }

  /**
   * Asks one node. Fails if it cannot be reached or does not answer in time.
   *
   * @param path path below the index, such as {@code /search}, with its query
   * @param body null for none
   * @param most how long the answer is waited for
   */
  public CompletableFuture<Answer> ask(
      long id,
      IndexRoute index,
      String node,
      HttpMethod method,
      String path,
      byte @Nullable [] body,
      Duration most) {
    List<Long> told = index.members().get(node);
    NodeRoute route = view.get().nodes().get(node);
    if (told == null || route == null) {
      return CompletableFuture.failedFuture(new IllegalStateException(node + " has no replica"));
    }
    String memory = id + "/" + node;
    Long remembered = answeredNames.get(memory);
    List<Long> names = told;
    if (remembered != null && remembered > told.get(told.size() - 1)) {
      // The node was looked up before, and this view still does not tell.
      names = new ArrayList<>(told);
      names.add(remembered);
    }
    int first =
        remembered != null && names.contains(remembered)
            ? names.indexOf(remembered)
            : names.size() - 1;
    return attempt(
        new Attempt(id, route, memory, names, method, path, body, most, false), first, 0);
  }

  /** What stays the same while names are tried. */
  private record Attempt(
      long id,
      NodeRoute route,
      String memory,
      List<Long> names,
      HttpMethod method,
      String path,
      byte @Nullable [] body,
      Duration most,
      boolean lookedUp) {
    Attempt under(long name) {
      return new Attempt(id, route, memory, List.of(name), method, path, body, most, true);
    }
  }

  private CompletableFuture<Answer> attempt(Attempt attempt, int at, int tried) {
    long name = attempt.names.get(at);
    String path = "/indexes/" + Index.physicalName(attempt.id, name) + attempt.path;
    return send(attempt.route, attempt.method, path, attempt.body, attempt.most)
        .thenCompose(
            answer -> {
              if (answer.isIndexNotFound()) {
                return tried + 1 < attempt.names.size()
                    ? attempt(attempt, (at + 1) % attempt.names.size(), tried + 1)
                    : lookedUp(attempt, answer);
              }
              if (attempt.names.size() > 1 || attempt.lookedUp) {
                answeredNames.put(attempt.memory, name);
              }
              return CompletableFuture.completedFuture(answer);
            });
  }

  /**
   * None of the names that the view told is borne: the index was renamed between two tries, or this
   * view is old. The node knows what it has; the greatest cut is the newest.
   */
  private CompletableFuture<Answer> lookedUp(Attempt attempt, Answer notFound) {
    if (attempt.lookedUp) {
      return CompletableFuture.completedFuture(notFound);
    }
    String prefix = Index.physicalName(attempt.id, 0).replaceFirst("0$", "");
    return send(attempt.route, HttpMethod.GET, "/indexes?limit=100000", null, attempt.most)
        .thenCompose(
            list -> {
              OptionalLong newest =
                  list.status() == 200 ? newestCut(list.json(), prefix) : OptionalLong.empty();
              return newest.isEmpty()
                  ? CompletableFuture.completedFuture(notFound)
                  : attempt(attempt.under(newest.getAsLong()), 0, 0);
            });
  }

  private static OptionalLong newestCut(JsonNode list, String prefix) {
    return StreamSupport.stream(list.path("results").spliterator(), false)
        .map(index -> index.path("uid").asText())
        .filter(uid -> uid.startsWith(prefix))
        .map(uid -> uid.substring(prefix.length()))
        .filter(cut -> cut.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .max();
  }

  private CompletableFuture<Answer> send(
      NodeRoute route, HttpMethod method, String path, byte @Nullable [] body, Duration most) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(method, path).add(HttpHeaderNames.ACCEPT_ENCODING, "identity");
    if (!key.get().isEmpty()) {
      headers.add(HttpHeaderNames.AUTHORIZATION, "Bearer " + key.get());
    }
    if (body != null) {
      headers.add(HttpHeaderNames.CONTENT_TYPE, "application/json");
    }
    NodeClients.NodeClient client = clients.at(route.url());
    client.began();
    long began = System.nanoTime();
    HttpRequest request =
        HttpRequest.of(headers.build(), body == null ? HttpData.empty() : HttpData.wrap(body));
    return client
        .web()
        .execute(request, RequestOptions.builder().responseTimeout(most).build())
        .aggregate()
        .whenComplete(
            (response, failure) ->
                client.ended((System.nanoTime() - began) / 1_000, isOfNode(failure)))
        .thenApply(Scatter::answer);
  }

  /** What is asked for may be more than an answer holds: that says nothing against the node. */
  private static boolean isOfNode(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause != null && !(cause instanceof ContentTooLargeException);
  }

  private static Answer answer(AggregatedHttpResponse response) {
    return new Answer(response.status().code(), response.content().array());
  }

  /** Returns what a node costs now. */
  public double cost(String node) {
    NodeRoute route = view.get().nodes().get(node);
    return route == null ? Double.MAX_VALUE : clients.at(route.url()).cost();
  }

  /** Returns whether a node may be asked: the leader reaches it, and it did not just fail here. */
  public boolean live(String node) {
    NodeRoute route = view.get().nodes().get(node);
    return route != null && route.up() && !clients.at(route.url()).failedJustNow();
  }

  /** Returns whether the leader reaches a node. */
  boolean up(String node) {
    NodeRoute route = view.get().nodes().get(node);
    return route != null && route.up();
  }

  /** Lets others be asked for a while: a node does not answer. */
  void avoid(String node) {
    NodeRoute route = view.get().nodes().get(node);
    if (route != null) {
      clients.at(route.url()).avoid();
    }
  }

  /** Returns whether a node is known at all; for when no live one is left. */
  public boolean known(String node) {
    return view.get().nodes().containsKey(node);
  }
}
