package miroir.coordinator.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The controls of all nodes, by base URL; made when first asked for. Thread-safe. */
public final class NodeControls {
  private final Map<String, NodeControl> byUrl = new ConcurrentHashMap<>();
  private final Function<String, NodeControl> make;

  /** Makes controls with {@code make}, given a base URL. */
  public NodeControls(Function<String, NodeControl> make) {
    this.make = make;
  }

  /** Returns the control of the server at {@code url}. */
  public NodeControl at(String url) {
    return byUrl.computeIfAbsent(url, make);
  }
}
