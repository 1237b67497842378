package miroir.gateway.ask;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ResponseTimeoutMode;
import com.linecorp.armeria.client.WebClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import miroir.gateway.Limits;

/**
 * The connections to nodes, and how busy and slow each node is. Talks HTTP/1.1 without upgrade
 * (armeria-guide §8). Thread-safe.
 */
public final class NodeClients {
  private final Map<String, NodeClient> byUrl = new ConcurrentHashMap<>();
  private final ClientFactory factory;

  /** Makes clients over one factory, which pools the connections. */
  public NodeClients(ClientFactory factory) {
    this.factory = factory;
  }

  /** Returns the client of the node at {@code url}. */
  public NodeClient at(String url) {
    return byUrl.computeIfAbsent(url, this::make);
  }

  private NodeClient make(String url) {
    return new NodeClient(
        WebClient.builder(url.replaceFirst("^http://", "h1c://"))
            .factory(factory)
            .responseTimeoutMillis(0)
            // By default it begins only when the last byte is written: a node that takes none of a
            // large body would be waited for without end.
            .responseTimeoutMode(ResponseTimeoutMode.FROM_START)
            .writeTimeoutMillis(0)
            .maxResponseLength(Limits.ANSWER_BYTES)
            .build());
  }

  /** One node's client and figures. */
  public static final class NodeClient {
    private static final long REST_NANOS = 1_000_000_000L;

    private final WebClient web;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong latencyMicros = new AtomicLong(1_000);
    private final AtomicLong failedUntilNanos = new AtomicLong(Long.MIN_VALUE);

    NodeClient(WebClient web) {
      this.web = web;
    }

    /** Returns the HTTP client. */
    public WebClient web() {
      return web;
    }

    /** Notes that a search began. */
    public void began() {
      inFlight.incrementAndGet();
    }

    /** Notes that a search ended after so many microseconds. */
    public void ended(long micros, boolean failed) {
      inFlight.decrementAndGet();
      latencyMicros.accumulateAndGet(micros, (old, now) -> (7 * old + now) / 8);
      failedUntilNanos.set(failed ? System.nanoTime() + REST_NANOS : Long.MIN_VALUE);
    }

    /** Notes that a search has waited for it in vain. */
    public void avoid() {
      failedUntilNanos.set(System.nanoTime() + REST_NANOS);
    }

    /** Returns what the node costs now: recent latency × requests in flight. */
    public double cost() {
      return (double) latencyMicros.get() * (1 + inFlight.get());
    }

    /** Returns whether the last search of it failed less than a second ago. */
    public boolean failedJustNow() {
      return failedUntilNanos.get() - System.nanoTime() > 0
          && failedUntilNanos.get() != Long.MIN_VALUE;
    }
  }
}
