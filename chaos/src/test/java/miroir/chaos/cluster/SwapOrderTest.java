package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Promise: who is told of a swap finds the new names at every gateway. */
@ExtendWith(SharedCluster.class)
class SwapOrderTest {
  private static final int SWAPS = 60;

  @Test
  void aWriteThroughAnotherGatewayGoesWhereTheSwapHasPutTheName() throws Exception {
    ClusterClient one = new ClusterClient(SharedCluster.url(1), SharedCluster.KEY);
    ClusterClient other = new ClusterClient(SharedCluster.url(2), SharedCluster.KEY);
    one.makeIndex("swap-a");
    one.makeIndex("swap-b");
    long swapped = 0;
    long last = 0;
    for (int i = 0; i < SWAPS; i++) {
      swapped = task(one.json("POST", "/swap-indexes", "[{\"indexes\":[\"swap-a\",\"swap-b\"]}]"));
      last = task(other.json("POST", "/indexes/swap-a/documents", "[{\"id\":" + i + "}]"));
    }
    one.awaitSuccess(swapped);
    one.awaitSuccess(last);
    assertThat(one.documents("swap-a")).isEqualTo(everySecond(1));
    assertThat(one.documents("swap-b")).isEqualTo(everySecond(0));
    one.json("DELETE", "/indexes/swap-a", "");
    one.json("DELETE", "/indexes/swap-b", "");
  }

  /** Their names change with each swap, so each index gets every second document. */
  private static Set<String> everySecond(int first) {
    return IntStream.range(0, SWAPS)
        .filter(i -> i % 2 == first)
        .mapToObj(String::valueOf)
        .collect(Collectors.toSet());
  }

  private static long task(JsonNode summary) {
    assertThat(summary.has("taskUid")).as(summary.toString()).isTrue();
    return summary.path("taskUid").asLong();
  }
}
