package miroir.chaos.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import miroir.chaos.cluster.LoneNode;
import miroir.chaos.cluster.SharedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Promise: a cluster finds what one server finds, in its order, whichever gateway is asked and
 * whichever copies answer. {@code scripts/order-check} asks more, also about the large set.
 */
@ExtendWith(SharedCluster.class)
class OrderCheckTest {
  /** Of the 600 recorded searches, every so many-th is asked here. */
  private static final int EVERY = 10;

  @Test
  void aClusterAnswersAsOneServerDoes() throws Exception {
    List<SearchSet> sets = new ArrayList<>();
    for (String name : SearchSet.RECORDED) {
      sets.add(SearchSet.recorded(name).every(EVERY));
    }
    for (DataSet data : DataSet.ALL.subList(0, 2)) {
      sets.add(SearchSet.random(data, 1, 1));
    }
    StringWriter told = new StringWriter();
    try (LoneNode lone = LoneNode.beside(SharedCluster.cluster())) {
      Servers servers = Servers.with(SharedCluster.cluster(), lone);
      boolean good = new OrderCheck(servers, sets, new PrintWriter(told)).run();
      System.out.print(told);
      assertThat(good).as(told.toString()).isTrue();
    }
    assertThat(told.toString())
        .contains("gateway 2", "without node-1", "without node-2", "without node-3");
  }
}
