package miroir.chaos.embedded.http;

import java.util.ArrayList;
import java.util.List;
import miroir.chaos.embedded.key.KeyStore;
import miroir.chaos.embedded.queue.TaskQueue;
import miroir.chaos.embedded.store.Catalog;
import miroir.gateway.api.settings.Setting;

/** Puts all routes together. */
public final class NodeRoutes {
  private NodeRoutes() {}

  /** The service that answers for a node. */
  public static NodeService service(Catalog catalog, TaskQueue queue, KeyStore keys) {
    DocumentWriteRoutes writes = new DocumentWriteRoutes(queue);
    DocumentReadRoutes reads = new DocumentReadRoutes(catalog);
    List<Route> routes = new ArrayList<>(SystemRoutes.routes());
    routes.addAll(new IndexRoutes(catalog, queue).routes());
    routes.addAll(new TaskRoutes(queue).routes());
    routes.addAll(new KeyRoutes(keys).routes());
    routes.addAll(new SearchRoutes(catalog).routes());
    routes.addAll(reads.routes());
    routes.addAll(writes.routes());
    for (Setting setting : Setting.values()) {
      if (!setting.experimental()) {
        routes.add(reads.routeOf(setting));
        routes.addAll(writes.routesOf(setting));
      }
    }
    return new NodeService(new RouteTable(routes), keys);
  }
}
