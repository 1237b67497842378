package miroir.chaos.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.LocalCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The story told to a cluster of its own: the official library, unmodified, at a gateway's URL. */
class OfficialJavaClientTest extends OfficialJavaClientStory {
  private static final LocalCluster CLUSTER =
      new LocalCluster(
          new Layout(Path.of("target", "client-cluster").toAbsolutePath(), 18_700),
          System.out::println);

  @BeforeAll
  static void up() throws IOException, InterruptedException {
    CLUSTER.with("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", "1").reset();
    CLUSTER.up("masterKey", "", List.of());
  }

  @AfterAll
  static void down() throws IOException {
    CLUSTER.down();
  }

  @Override
  String url() {
    return "http://" + CLUSTER.layout().http("gateway-2");
  }

  @Override
  String key() {
    return "masterKey";
  }
}
