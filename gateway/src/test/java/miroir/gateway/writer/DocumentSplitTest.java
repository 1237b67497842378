package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import miroir.cluster.Slot;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.DocumentPayload;
import miroir.gateway.api.document.PayloadFormat;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.lane.Piece;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found out about documents before they have their place in the order. */
class DocumentSplitTest {
  private static final String[] NAMES = {
    "id", "title", "_geo", "_x", "i\\u0064", "id2", "", "meta", "été"
  };
  private static final String[] VALUES = {
    "1",
    "-1",
    "0",
    "-0",
    "12345678901234567890",
    "1.5",
    "1e3",
    "\"a-b_c\"",
    "\"a b\"",
    "\"\"",
    "\"\\u0061\"",
    "null",
    "true",
    "[1,{\"id\":3}]",
    "{\"id\":4}",
    "{\"lat\":1}"
  };

  @Test
  void idsReadFromBytesAreThoseOfTheTree() {
    Random random = new Random(7);
    int plain = 0;
    for (int round = 0; round < 20_000; round++) {
      Document document = only(randomDocument(random));
      for (String key : List.of("id", "title", "_x", "meta.id")) {
        String read = new PlainId(key).of(document);
        if (read != null) {
          plain++;
          assertThat(read).isEqualTo(new PrimaryKey(key).idOf(document.tree()));
        }
      }
    }
    assertThat(plain).isGreaterThan(1_000);
  }

  private static String randomDocument(Random random) {
    List<String> members = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      members.add(
          " \""
              + NAMES[random.nextInt(NAMES.length)]
              + "\" : "
              + VALUES[random.nextInt(VALUES.length)]);
    }
    return "{" + String.join(",", members) + " }";
  }

  @Test
  void everyDocumentKeepsItsPlaceAndItsSlot() {
    DocumentSplit split = split("[{\"id\":3},{\"id\":\"3\"},{\"id\":\"\\u0033x\"}]", "id");
    assertThat(split.pieces()).extracting(Piece::id).containsExactly("3", "3", "3x");
    assertThat(split.pieces()).extracting(Piece::place).containsExactly(0, 1, 2);
    assertThat(split.pieces())
        .extracting(Piece::slot)
        .containsExactly(Slot.of("3"), Slot.of("3"), Slot.of("3x"));
    assertThat(split.distinct()).isEqualTo(2);
  }

  @Test
  void theFirstErrorIsTheTasksAndNothingIsSent() {
    DocumentSplit split = split("[{\"id\":1},{\"x\":1},{\"id\":\"a b\"}]", "id");
    assertThat(code(split.error())).isEqualTo("missing_document_id");
    assertThat(split.pieces()).isEmpty();
  }

  @Test
  void placesOnEarthCountOnlyBeforeTheFirstOtherError() {
    String bad = "{\"id\":1,\"_geo\":1}";
    assertThat(code(split("[" + bad + ",{}]", "id").geoError()))
        .isEqualTo("invalid_document_geo_field");
    assertThat(split("[{}," + bad + "]", "id").geoError()).isNull();
    assertThat(split("[" + bad + "]", "id").error()).isNull();
  }

  @Test
  void aMissingKeyIsInferredFromTheFirstDocument() {
    assertThat(split("[{\"film_id\":1,\"x\":2},{\"film_id\":2}]", null).key()).isEqualTo("film_id");
    assertThat(code(split("[{\"a\":1}]", null).error()))
        .isEqualTo("index_primary_key_no_candidate_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\":1,\"_miroir_shard\":1}]",
        "[{\"id\":1,\"\\u005fmiroir_order\":1}]",
        "[{},{\"id\":1,\"_miroir_x\":{}}]",
        "[{\"id\":1,\"x\":1e999,\"_miroir_x\":{}}]",
        "[{\"a\":1},{\"_miroir_\":1}]",
      })
  void reservedNamesAreRefusedHoweverTheyAreSpelled(String documents) {
    for (String key : new String[] {"id", null}) {
      assertThatThrownBy(() -> split(documents, key))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.error().code()).isEqualTo("miroir_reserved_field"));
    }
  }

  private static DocumentSplit split(String documents, @Nullable String key) {
    return DocumentSplit.of(parsed(documents), key);
  }

  private static Document only(String document) {
    return parsed(document).get(0);
  }

  private static List<Document> parsed(String documents) {
    byte[] body = documents.getBytes(StandardCharsets.UTF_8);
    return DocumentPayload.parse(body, PayloadFormat.JSON, ',').documents();
  }

  private static @Nullable String code(@Nullable ApiError error) {
    return error == null ? null : error.code();
  }
}
