package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The delta pass sees what differs, both ways, by content and not by ids. */
class SlotDifferenceTest {
  private static SlotReads.Base holding(String... documents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<Integer> offsets = new ArrayList<>();
    for (String document : documents) {
      byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
      body.write(',');
      offsets.add(body.size());
      body.writeBytes(bytes);
      offsets.add(body.size());
    }
    return new SlotReads.Base(
        body.toByteArray(), offsets.stream().mapToInt(Integer::intValue).toArray());
  }

  private static List<String> differing(SlotReads.Base one, SlotReads.Base other) {
    return SlotDifference.ids(one, other, "id");
  }

  @Test
  void equalOnesDoNotDifferInWhateverOrder() {
    assertThat(
            differing(
                holding("{\"id\":1,\"a\":2}", "{\"id\":2}"),
                holding("{\"id\":2}", "{\"id\":1,\"a\":2}")))
        .isEmpty();
  }

  @Test
  void theOrderOfFieldsIsNoDifference() {
    assertThat(
            differing(holding("{\"id\":1,\"a\":2,\"b\":3}"), holding("{\"id\":1,\"b\":3,\"a\":2}")))
        .isEmpty();
  }

  @Test
  void aChangedDocumentDiffers() {
    assertThat(differing(holding("{\"id\":1,\"a\":2}"), holding("{\"id\":1,\"a\":3}")))
        .containsExactly("1");
  }

  @Test
  void aMissingOneDiffersAndOneTooMany() {
    assertThat(differing(holding("{\"id\":1}"), holding("{\"id\":2}")))
        .containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void vectorsThatTheServerMakesMayDiffer() {
    String made = "{\"id\":1,\"_vectors\":{\"e\":{\"regenerate\":true,\"embeddings\":[%s]}}}";
    assertThat(differing(holding(String.format(made, "1")), holding(String.format(made, "2"))))
        .isEmpty();
    String given = made.replace("true", "false");
    assertThat(differing(holding(String.format(given, "1")), holding(String.format(given, "2"))))
        .containsExactly("1");
  }
}
