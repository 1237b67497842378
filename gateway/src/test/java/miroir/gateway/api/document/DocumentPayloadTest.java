package miroir.gateway.api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DocumentPayloadTest {
  private static List<Document> parse(String body, PayloadFormat format) {
    return DocumentPayload.parse(body.getBytes(StandardCharsets.UTF_8), format, ',').documents();
  }

  private static String refusal(String body, PayloadFormat format) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> parse(body, format));
    return refusal.error().message();
  }

  @Test
  void documentsKeepTheirBytes() {
    List<Document> documents = parse(" [ {\"id\": 1.0e1} ,{ \"id\":2 }]", PayloadFormat.JSON);
    assertThat(documents)
        .extracting(d -> new String(d.bytes(), StandardCharsets.UTF_8))
        .containsExactly("{\"id\": 1.0e1}", "{ \"id\":2 }");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{bad | key must be a string at line 1 column 2",
        "[1,2] | trailing characters at line 1 column 4",
        "'\"str\"' | data are neither an object nor a list of objects",
        "[{\"id\":1},] | trailing comma at line 1 column 11",
        "[{\"id\":1} | EOF while parsing a list at line 1 column 9",
        "[{\"id\":1} x | expected `,` or `]` at line 1 column 11",
        "{\"id\":1}} | trailing characters at line 1 column 9",
        "nul | EOF while parsing a value at line 1 column 3",
        "[{\"id\":01}] | invalid number at line 1 column 9",
        "[{\"id\":-}] | invalid number at line 1 column 9",
        "[{\"id\":1.}] | invalid number at line 1 column 10",
        "[{\"id\":1e}] | invalid number at line 1 column 10",
        "[{\"id\" 1}] | expected `:` at line 1 column 8",
        "[{\"id\":1,}] | key must be a string at line 1 column 10",
        "{\"id\":} | expected value at line 1 column 7",
        "[{\"id\":\"\\u12\"}] | invalid escape at line 1 column 14",
        "[{\"id\":1,\"\\ud800\":1}] | unexpected end of hex escape at line 1 column 16",
        "[{\"id\":1,\"a\\udc00b\":1}] | lone leading surrogate in hex escape at line 1 column 16",
        "[{\"id\":1,\"\\ud800\\u0041\":1}] | lone leading surrogate in hex escape at line 1 column 21",
      })
  void complaintsHaveThePositionsOfMeilisearch(String body, String complaint) {
    assertThat(refusal(body, PayloadFormat.JSON))
        .isEqualTo(
            "The `json` payload provided is malformed. `Couldn't serialize document value: "
                + complaint
                + "`.");
  }

  @Test
  void onlyOutermostKeysMustBeTextAtOnce() {
    String inner = "[{\"id\":1,\"a\":{\"\\ud800\":\"\\ud800\"},\"\\ud83d\\ude00\":2}]";
    assertThat(parse(inner, PayloadFormat.JSON)).hasSize(1);
    String second = "{\"id\":1}\n{\"id\":2,\"\\ud800\":1}";
    assertThat(refusal(second, PayloadFormat.NDJSON))
        .contains("unexpected end of hex escape at line 1 column 16");
  }

  @Test
  void rowsBecomeTypedObjects() {
    String csv = "id:number,title,ok:boolean\n90,\"csv, quoted\",true\n91,,\n";
    assertThat(parse(csv, PayloadFormat.CSV))
        .extracting(d -> d.tree().toString())
        .containsExactly(
            "{\"id\":90,\"title\":\"csv, quoted\",\"ok\":true}",
            "{\"id\":91,\"title\":null,\"ok\":null}");
    assertThat(refusal("id,a\n1,2,3\n", PayloadFormat.CSV))
        .contains(
            "CSV error: record 1 (line: 2, byte: 5): found record with 3 fields, but the previous"
                + " record has 2 fields");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":1,\"x\":1e400} | internal: number out of range at line 1 column 5.",
        "{\"id\":1,\"x\":{\"y\":\"\\ud800\"}} | internal: unexpected end of hex escape at line 1"
            + " column 13.",
        "{\"id\":1,\"x\":[1,\"\\udc00\"]} | internal: lone leading surrogate in hex escape at line"
            + " 1 column 10.",
      })
  void valuesThatCannotBeStoredAreFoundEarly(String body, String complaint) {
    Optional<ApiError> error = Poison.unstorable(parse(body, PayloadFormat.JSON).get(0));
    assertThat(error.map(ApiError::message)).contains(complaint);
  }

  @Test
  void vectorsMustBeAMap() {
    Document document = parse("{\"id\":1,\"_vectors\":null}", PayloadFormat.JSON).get(0);
    assertThat(Poison.vectors(document.tree(), "1").map(e -> e.inIndex("p").message()))
        .contains("Index `p`: invalid type: null, expected a map at line 1 column 4");
  }

  @Test
  void idsAreCanonicalAndTheLastOfADuplicateKeyCounts() {
    PrimaryKey key = new PrimaryKey("id");
    assertThat(key.idOf(parse("{\"id\":6,\"\\u0069d\":7}", PayloadFormat.JSON).get(0).tree()))
        .isEqualTo("7");
    assertThat(
            new PrimaryKey("meta.key")
                .idOf(parse("{\"meta\":{\"key\":\"a\"}}", PayloadFormat.JSON).get(0).tree()))
        .isEqualTo("a");
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> key.idOf(parse("{\"id\":1.0}", PayloadFormat.JSON).get(0).tree()));
    assertThat(refusal.error().code()).isEqualTo("invalid_document_id");
  }
}
