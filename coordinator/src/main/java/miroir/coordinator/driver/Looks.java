package miroir.coordinator.driver;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** How long the leader's last look at each node took, if it was answered. Thread-safe. */
public final class Looks {
  private final Map<String, Long> nanosByNode = new ConcurrentHashMap<>();

  /** Forgets what an earlier term saw. */
  void begin() {
    nanosByNode.clear();
  }

  void took(String node, long nanos) {
    nanosByNode.put(node, nanos);
  }

  /** A look at a node was not answered. */
  void failed(String node) {
    nanosByNode.remove(node);
  }

  /** Returns how long the last look took, milliseconds; empty if it was not answered. */
  public OptionalLong millis(String node) {
    Long nanos = nanosByNode.get(node);
    return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos / 1_000_000);
  }
}
