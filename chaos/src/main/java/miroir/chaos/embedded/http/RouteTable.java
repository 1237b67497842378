package miroir.chaos.embedded.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import miroir.gateway.api.check.Parameters;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request. */
final class RouteTable {
  private final List<Route> routes;

  RouteTable(Collection<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * A route and the variable parts of the path.
   *
   * @param names decoded
   */
  record Found(Route route, List<String> names) {}

  /** The route; empty if there is none for this path and method. */
  Optional<Found> find(String method, String path) {
    List<String> parts = split(path);
    for (Route route : routes) {
      if (route.method().equals(method)) {
        List<String> names = match(split(route.path()), parts);
        if (names != null) {
          return Optional.of(new Found(route, names));
        }
      }
    }
    return Optional.empty();
  }

  /** True if the path exists with another method. */
  boolean knows(String path) {
    List<String> parts = split(path);
    return routes.stream().anyMatch(route -> match(split(route.path()), parts) != null);
  }

  private static List<String> split(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static @Nullable List<String> match(List<String> pattern, List<String> parts) {
    if (pattern.size() != parts.size()) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (pattern.get(i).equals("*")) {
        names.add(Parameters.decode(parts.get(i).replace("+", "%2B")));
      } else if (!pattern.get(i).equals(parts.get(i))) {
        return null;
      }
    }
    return names;
  }
}
