package miroir.chaos.client;

import miroir.chaos.cluster.SharedCluster;
import org.junit.jupiter.api.extension.ExtendWith;

/** The story told to a cluster: the official library, unmodified, at a gateway's URL. */
@ExtendWith(SharedCluster.class)
class OfficialJavaClientTest extends OfficialJavaClientStory {
  @Override
  String url() {
    return SharedCluster.url(2);
  }

  @Override
  String key() {
    return SharedCluster.KEY;
  }
}
