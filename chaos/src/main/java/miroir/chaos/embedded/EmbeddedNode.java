package miroir.chaos.embedded;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.encoding.DecodingService;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import miroir.chaos.embedded.apply.NodeWorker;
import miroir.chaos.embedded.http.NodeRoutes;
import miroir.chaos.embedded.key.KeyStore;
import miroir.chaos.embedded.queue.Scheduler;
import miroir.chaos.embedded.queue.TaskQueue;
import miroir.chaos.embedded.store.Catalog;

/** A running node. */
public final class EmbeddedNode implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 64 << 10;
  private static final long MAX_BODY_BYTES = 100_000_000;

  private final TaskQueue queue;
  private final Catalog catalog;
  private final Scheduler scheduler;
  private final Server server;

  private EmbeddedNode(TaskQueue queue, Catalog catalog, Scheduler scheduler, Server server) {
    this.queue = queue;
    this.catalog = catalog;
    this.scheduler = scheduler;
    this.server = server;
  }

  /** Opens the database and listens. */
  public static EmbeddedNode start(NodeOptions options) throws IOException {
    Files.createDirectories(options.database());
    KeyStore keys = KeyStore.open(options.database(), options.masterKey());
    TaskQueue queue = TaskQueue.open(options.database());
    Catalog catalog = Catalog.open(options.database().resolve("indexes"));
    NodeWorker worker = new NodeWorker(catalog, queue.payloads());
    Scheduler scheduler = Scheduler.start(queue, worker, options.batchLimit());
    Server server =
        Server.builder()
            .http(options.address())
            .maxRequestLength(MAX_BODY_BYTES)
            .requestTimeout(Duration.ZERO)
            .idleTimeout(Duration.ZERO)
            .http1MaxInitialLineLength(MAX_LINE_BYTES)
            .http1MaxHeaderSize(MAX_LINE_BYTES)
            .serviceUnder("/", NodeRoutes.service(catalog, queue, keys))
            .decorator(DecodingService.newDecorator())
            .disableServerHeader()
            .build();
    server.start().join();
    return new EmbeddedNode(queue, catalog, scheduler, server);
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.activeLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.stop().join();
    scheduler.close();
    catalog.close();
    queue.close();
  }
}
