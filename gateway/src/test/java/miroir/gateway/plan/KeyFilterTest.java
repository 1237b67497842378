package miroir.gateway.plan;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import miroir.cluster.Slot;
import org.junit.jupiter.api.Test;

/** A filter on the primary key names its shards only where no other shard can match. */
class KeyFilterTest {
  private static final int SHARDS = 64;

  @Test
  void filtersOnNumbersNameTheirShards() throws Exception {
    assertThat(shards("\"id = 42\"")).contains(of("42"));
    assertThat(shards("\"id='-7'\"")).contains(of("-7"));
    assertThat(shards("\" id IN [1, 2 ,\\\"3\\\"]\"")).contains(of("1", "2", "3"));
    assertThat(shards("\"'id' IN[10]\"")).contains(of("10"));
    assertThat(shards("[\"year > 3\", \"id = 42\"]")).contains(of("42"));
  }

  @Test
  void allOthersNameNone() throws Exception {
    for (String filter :
        new String[] {
          "\"id = abc\"",
          "\"id = 042\"",
          "\"id = 42 OR year = 3\"",
          "\"id != 42\"",
          "\"id > 42\"",
          "\"NOT id = 42\"",
          "\"id NOT IN [42]\"",
          "\"identity = 42\"",
          "\"id IN [42, abc]\"",
          "\"id IN []\"",
          "\"id = 1234567890123456789\"",
          "[[\"id = 42\", \"id = 43\"]]",
          "[]",
          "null"
        }) {
      assertThat(shards(filter)).as(filter).isEmpty();
    }
  }

  @Test
  void aListOfThousandsTakesNoMoreStackThanAShortOne() throws Exception {
    String ids = IntStream.range(1, 20_000).mapToObj(String::valueOf).collect(joining(", "));
    CompletableFuture<Optional<BitSet>> found = new CompletableFuture<>();
    Runnable work = () -> found.complete(KeyFilter.shards(text("id IN [" + ids + "]"), "id", 64));
    new Thread(null, work, "small", 128 << 10).start();
    assertThat(found.get(30, SECONDS).orElseThrow().cardinality()).isEqualTo(SHARDS);
  }

  private static JsonNode text(String text) {
    return new ObjectMapper().getNodeFactory().textNode(text);
  }

  private static Optional<BitSet> shards(String filter) throws Exception {
    return KeyFilter.shards(new ObjectMapper().readTree(filter), "id", SHARDS);
  }

  private static BitSet of(String... keys) {
    BitSet shards = new BitSet();
    for (String key : keys) {
      shards.set(Slot.shard(Slot.of(key), SHARDS));
    }
    return shards;
  }
}
