package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster for all test classes that want no more than a cluster: started for the first of them,
 * stopped when all tests are done. They leave every process running, and alone the indexes that
 * they did not make.
 */
public final class SharedCluster implements BeforeAllCallback {
  /** The clients' key. */
  public static final String KEY = "masterKey";

  private static final int PORT_BASE = 18_700;
  private static final LocalCluster CLUSTER =
      new LocalCluster(
          new Layout(Path.of("target", "shared-cluster").toAbsolutePath(), PORT_BASE),
          System.out::println);

  /** Returns the cluster; it is up while a test class with this extension runs. */
  public static LocalCluster cluster() {
    return CLUSTER;
  }

  /** Returns the base URL of a gateway, from 1. */
  public static String url(int gateway) {
    return "http://" + CLUSTER.layout().http("gateway-" + gateway);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedCluster.class))
        .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class);
  }

  /** Closed by JUnit after the last test. */
  private record Running(LocalCluster cluster) implements AutoCloseable {
    static Running start() {
      try {
        CLUSTER.with("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", "1").reset();
        CLUSTER.up(KEY, "", List.of());
        return new Running(CLUSTER);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      cluster.down();
      assertThat(cluster.bugs()).isEmpty();
    }
  }
}
