package miroir.gateway.http;

import java.util.ArrayList;
import java.util.List;

/** The routes of the gateway, as the route classes fill them in. */
final class RouteTable {
  /**
   * One route.
   *
   * @param open whether it needs no key
   */
  record Route(String method, String path, Handler handler, boolean open) {}

  private final List<Route> routes = new ArrayList<>();

  void add(String method, String path, Handler handler) {
    routes.add(new Route(method, path, handler, false));
  }

  void addOpen(String method, String path, Handler handler) {
    routes.add(new Route(method, path, handler, true));
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }
}
