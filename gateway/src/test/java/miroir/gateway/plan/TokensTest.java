package miroir.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import miroir.cluster.Slot;
import org.junit.jupiter.api.Test;

/** Tokens name every slot at three levels, in order, and nothing twice. */
class TokensTest {
  @Test
  void tokensAreThoseThatWereMeasured() {
    assertThat(Tokens.ofSlot(0))
        .containsExactly("\u0080\u0080", "\u0080\u0080\u0080", "\u0080\u0080\u0080\u0080");
    assertThat(Tokens.ofSlot(0x1234))
        .containsExactly("\u0081\u0082", "\u0081\u0082\u0083", "\u0081\u0082\u0083\u0086");
    assertThat(Tokens.ofSlot(0x3FFF))
        .containsExactly("\u0083\u0096", "\u0083\u0096\u0096", "\u0083\u0096\u0096\u0096");
  }

  @Test
  void everySlotHasItsOwnTokensInOrder() {
    Set<String> all = new HashSet<>();
    String last = "";
    for (int slot = 0; slot < Slot.COUNT; slot++) {
      for (String token : Tokens.ofSlot(slot)) {
        int first = Tokens.firstSlot(token);
        assertThat(slot).isBetween(first, first + Tokens.length(token) - 1);
        assertThat(Tokens.ofRun(first, Tokens.length(token))).isEqualTo(token);
        all.add(token);
      }
      String finest = Tokens.ofSlot(slot).get(2);
      assertThat(finest).isGreaterThan(last);
      last = finest;
    }
    assertThat(all).hasSize(64 + 1_024 + 16_384);
    assertThat(String.join("", all)).matches("[\\x{80}-\\x{9F}]*").doesNotContain("\u0085");
  }

  @Test
  void runsThatAreNotAlignedHaveNoToken() {
    assertThatThrownBy(() -> Tokens.ofRun(8, 16)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tokens.ofRun(0, 64)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tokens.firstSlot("12")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void slotsOfPrimaryKeysAreThoseRecorded() throws Exception {
    Path vectors = Path.of("..", "chaos", "src", "main", "resources", "golden", "slots.json");
    JsonNode recorded = new ObjectMapper().readTree(vectors.toFile());
    assertThat(recorded).hasSizeGreaterThan(40);
    for (JsonNode vector : recorded) {
      int slot = Slot.of(vector.get("primaryKey").asText());
      assertThat(slot).isEqualTo(vector.get("slot").asInt());
      assertThat(Tokens.firstSlot(Tokens.ofSlot(slot).get(2))).isEqualTo(slot);
    }
  }

  @Test
  void orderKeysSortByLeaseThenNumber() {
    OrderKey[] ascending = {
      new OrderKey(0, 0),
      new OrderKey(0, 15),
      new OrderKey(0, 16),
      new OrderKey(0, (1L << 40) - 1),
      new OrderKey(1, 0),
      new OrderKey((1 << 24) - 1, (1L << 40) - 1)
    };
    for (int i = 0; i < ascending.length; i++) {
      assertThat(ascending[i].text()).hasSize(OrderKey.DIGITS);
      assertThat(OrderKey.parse(ascending[i].text())).isEqualTo(ascending[i]);
      if (i > 0) {
        assertThat(ascending[i]).isGreaterThan(ascending[i - 1]);
        assertThat(ascending[i].text()).isGreaterThan(ascending[i - 1].text());
      }
    }
    assertThatThrownBy(() -> new OrderKey(1 << 24, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OrderKey(0, 1L << 40))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
