package miroir.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.gateway.plan.OrderKey;
import miroir.gateway.plan.Tokens;
import org.junit.jupiter.api.Test;

/** Documents go to nodes as they were sent, with the tokens and the order that searches need. */
class PayloadTest {
  @Test
  void documentsBearTheirTokensAndTheirPlaceInTheOrder() throws Exception {
    byte[] source = " [{\"id\":\"å\",\"x\":[1]},{\"id\":2}]".getBytes(StandardCharsets.UTF_8);
    List<Piece> pieces =
        List.of(
            new Piece(source, 2, 21, "å", 16_383, 0),
            new Piece(source, 22, source.length - 1, "2", 0, 1));
    Payload payload = new Payload(3, List.of(entry(40, pieces), entry(77, pieces.subList(1, 2))));
    byte[] body = payload.bytes();
    assertThat(body).hasSize(payload.size());
    List<String> lines = new String(body, StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(3);
    require(lines.get(0), "å", 16_383, 40);
    require(lines.get(1), "2", 0, 41);
    require(lines.get(2), "2", 0, 78);
    assertThat(lines.get(0)).startsWith("{\"id\":\"å\",\"x\":[1],\"_miroir_shard\"");
  }

  private static Entry entry(long number, List<Piece> pieces) {
    return new Entry(
        Tag.Kind.WRITE,
        1,
        number,
        "POST",
        "/documents",
        "",
        null,
        new byte[0],
        pieces,
        SlotSet.NONE,
        0,
        true,
        false);
  }

  private static void require(String line, String id, int slot, long number) throws Exception {
    assertThat(slot).isLessThan(Slot.COUNT);
    JsonNode document = new ObjectMapper().readTree(line);
    assertThat(document.path("id").asText()).isEqualTo(id);
    assertThat(document.path("_miroir_shard"))
        .extracting(JsonNode::textValue)
        .containsExactlyElementsOf(Tokens.ofSlot(slot));
    assertThat(document.path("_miroir_order").textValue())
        .isEqualTo(new OrderKey(3, number).text());
  }
}
