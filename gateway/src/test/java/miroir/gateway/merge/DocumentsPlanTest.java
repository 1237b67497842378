package miroir.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import miroir.gateway.plan.OrderKey;
import org.junit.jupiter.api.Test;

/**
 * Goal: any page of a list is that of the whole list, however far, and far ones read little.
 * Method: nodes in memory with documents spread evenly, unevenly or in blocks; the seed is in the
 * failure.
 */
class DocumentsPlanTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<List<Integer>> nodes = new ArrayList<>();
  private int rounds;
  private long read;

  @Test
  void pagesAreThoseOfTheWholeList() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int count = random.nextInt(20_000);
      spread(random, count);
      int offset = random.nextInt(count + 2_000);
      int limit = random.nextInt(30);
      JsonNode page = list(offset, limit);
      List<Integer> expected = new ArrayList<>();
      for (int id = offset; id < Math.min(count, offset + limit); id++) {
        expected.add(id);
      }
      List<Integer> ids = new ArrayList<>();
      page.get("results").forEach(one -> ids.add(one.get("id").asInt()));
      assertThat(ids).as("seed %s: offset %s of %s", seed, offset, count).isEqualTo(expected);
      assertThat(page.get("total").asInt()).isEqualTo(count);
      assertThat(page.get("offset").asInt()).isEqualTo(offset);
      assertThat(page.toString()).doesNotContain("_miroir");
      assertThat(read).as("seed %s: documents read", seed).isLessThan(10_000);
    }
  }

  @Test
  void farPagesTakeFewRounds() throws Exception {
    nodes.clear();
    for (int node = 0; node < 3; node++) {
      nodes.add(new ArrayList<>());
    }
    Random random = new Random(1);
    for (int id = 0; id < 1_000_000; id++) {
      nodes.get(random.nextInt(3)).add(id);
    }
    JsonNode page = list(700_000, 1);
    assertThat(page.at("/results/0/id").asInt()).isEqualTo(700_000);
    assertThat(rounds).isLessThan(30);
    assertThat(read).isLessThan(4_000);
    list(999, 1);
    assertThat(rounds).isEqualTo(1);
  }

  private JsonNode list(int offset, int limit) throws IOException {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("offset", offset);
    request.put("limit", limit).putArray("fields").add("id");
    DocumentsPlan plan = new DocumentsPlan(request, Collections.nCopies(nodes.size(), null));
    Step step = plan.start();
    rounds = 0;
    read = 0;
    while (step instanceof Step.Round) {
      rounds++;
      List<byte[]> answers = new ArrayList<>();
      for (Step.Ask ask : ((Step.Round) step).requests()) {
        answers.add(answer(ask));
      }
      step = plan.next(answers);
    }
    return MAPPER.readTree(((Step.Finished) step).body());
  }

  private byte[] answer(Step.Ask ask) throws IOException {
    JsonNode query = MAPPER.readTree(ask.body());
    List<Integer> held = nodes.get(ask.node());
    int from = Math.min(held.size(), query.path("offset").asInt());
    int to = (int) Math.min(held.size(), from + query.get("limit").asLong());
    StringJoiner results = new StringJoiner(",");
    for (int id : held.subList(from, to)) {
      results.add("{\"id\":%d,\"_miroir_order\":\"%s\"}".formatted(id, new OrderKey(1, id).text()));
    }
    read += to - from;
    return "{\"results\":[%s],\"offset\":0,\"limit\":0,\"total\":%d}"
        .formatted(results, held.size())
        .getBytes(StandardCharsets.UTF_8);
  }

  private void spread(Random random, int count) {
    nodes.clear();
    int size = 1 + random.nextInt(6);
    for (int node = 0; node < size; node++) {
      nodes.add(new ArrayList<>());
    }
    int kind = random.nextInt(3);
    for (int id = 0; id < count; id++) {
      int even = random.nextInt(size);
      int uneven = random.nextInt(1 + random.nextInt(size));
      int block = (int) ((long) id * size / Math.max(1, count));
      nodes.get(kind == 0 ? even : kind == 1 ? uneven : block).add(id);
    }
  }
}
