package miroir.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** What {@code scripts/miroir up} prints at the end: URLs, the key, three commands to try. */
final class Welcome {
  private Welcome() {}

  static void print(LocalCluster cluster, int portBase, Path data) throws IOException {
    String url = "http://" + cluster.layout().http("gateway-1");
    String options =
        (portBase == 7700 ? "" : " --port-base " + portBase)
            + (data.equals(Path.of("data")) ? "" : " --data " + data);
    System.out.println(
        """
        The cluster is ready: three coordinators, two gateways, their nodes.

          gateways    %s  http://%s
          key         %s
          stop        scripts/miroir down%s

        Try:
          eval "$(scripts/miroir env%s)"
          curl -H "Authorization: Bearer $MEILISEARCH_KEY" -H 'Content-Type: application/json' \\
            $MEILISEARCH_URL/indexes -d '{"uid":"books","primaryKey":"id"}'
          curl -H "Authorization: Bearer $MEILISEARCH_KEY" -H 'Content-Type: application/json' \\
            $MEILISEARCH_URL/indexes/books/documents \\
            --data-binary @chaos/src/main/resources/data/books.json
          curl -H "Authorization: Bearer $MEILISEARCH_KEY" -H 'Content-Type: application/json' \\
            $MEILISEARCH_URL/indexes/books/search -d '{"q":"harry poter","limit":3}'
        """
            .formatted(
                url,
                cluster.layout().http("gateway-2"),
                cluster.secrets().masterKey(),
                options,
                options));
  }
}
