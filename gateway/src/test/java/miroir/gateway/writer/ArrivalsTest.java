package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;
import org.junit.jupiter.api.Test;

/**
 * Promise: what waits of an index is bounded, and who comes too late is told that nothing was done.
 */
class ArrivalsTest {
  private final FakeCluster cluster = new FakeCluster(1, 1, 1);
  private final IndexWriter writer = cluster.writer();

  private List<WriteResult> submit(long bytes) {
    List<WriteResult> told = new ArrayList<>();
    ObjectNode document = Json.object().put("id", "a");
    writer.submit(
        new WriteRequest.DeleteDocuments(List.of(document.path("id").asText())),
        null,
        bytes,
        told::add);
    return told;
  }

  private static void assertOverloaded(List<WriteResult> told) {
    assertThat(told).singleElement().isInstanceOf(WriteResult.Refused.class);
    assertThat(told.toString()).contains("miroir_overloaded").contains("Nothing was done");
  }

  @Test
  void bytesThatWaitAreBounded() {
    cluster.pass(10);
    cluster.late = sent -> true;
    long each = Limits.WAITING_BYTES / 4;
    List<List<WriteResult>> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(submit(each));
    }
    cluster.pass(10);
    int sent = cluster.requests.size();
    assertOverloaded(submit(each));
    cluster.pass(10);
    assertThat(cluster.requests).hasSize(sent);
    cluster.late = request -> false;
    cluster.answerLate();
    cluster.pass(3_000);
    assertThat(taken)
        .allSatisfy(
            told -> assertThat(told).singleElement().isInstanceOf(WriteResult.Registered.class));
    List<WriteResult> later = submit(each);
    cluster.pass(3_000);
    assertThat(later).singleElement().isInstanceOf(WriteResult.Registered.class);
  }

  @Test
  void oneWriteIsTakenHoweverLargeWhileNothingWaits() {
    cluster.pass(10);
    List<WriteResult> told = submit(2 * Limits.WAITING_BYTES);
    cluster.pass(1_000);
    assertThat(told).singleElement().isInstanceOf(WriteResult.Registered.class);
  }

  @Test
  void requestsThatWaitAreBounded() {
    cluster.pass(10);
    cluster.late = sent -> true;
    for (int i = 0; i < Limits.WAITING_REQUESTS; i++) {
      assertThat(submit(1)).isEmpty();
    }
    assertOverloaded(submit(1));
  }
}
