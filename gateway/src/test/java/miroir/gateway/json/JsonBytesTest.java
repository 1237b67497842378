package miroir.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The scanner agrees with Jackson on any JSON, and ends on any text that is none. */
class JsonBytesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void randomValuesAreReadAsJacksonReadsThem() throws Exception {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      ObjectNode expected = JsonNodeFactory.instance.objectNode();
      for (int i = random.nextInt(5); i >= 0; i--) {
        expected.set(text(random), value(random, 3));
      }
      String written =
          random.nextBoolean()
              ? expected.toString()
              : MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(expected);
      byte[] json = (written + " tail").getBytes(StandardCharsets.UTF_8);
      assertThat(JsonBytes.endOfValue(json, 0)).as("seed %s", seed).isEqualTo(json.length - 5);
      JsonOutput copy = new JsonOutput(1).raw('{');
      Members members = new Members(json, 0);
      while (members.next()) {
        assertThat(expected.has(members.key())).as("seed %s", seed).isTrue();
        Projection.ALL.copyMember(json, members, copy);
      }
      assertThat(MAPPER.readTree(copy.raw('}').toBytes())).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void stringsAreWrittenAsTheyAreRead() throws Exception {
    for (int seed = 0; seed < 2_000; seed++) {
      String text = text(new Random(seed));
      byte[] json = new JsonOutput(1).string(text).toBytes();
      assertThat(MAPPER.readValue(json, String.class)).isEqualTo(text);
      assertThat(JsonBytes.string(json, 0, json.length)).isEqualTo(text);
      byte[] escaped = MAPPER.writeValueAsBytes(text);
      assertThat(JsonBytes.string(escaped, 0, escaped.length)).isEqualTo(text);
    }
  }

  @Test
  void brokenTextEndsInAnException() {
    byte[] whole = "{\"a\":[1,{\"b\":\"c\\\"\"}],\"d\":-1.5e3}".getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> JsonBytes.endOfValue(cut, 0))
          .isInstanceOfAny(IndexOutOfBoundsException.class, IllegalArgumentException.class);
    }
  }

  @Test
  void valuesOfAPathAreThoseThatANodeSees() {
    byte[] json =
        """
        {"a":{"b":[1,"X",{"c":2}],"d":null},"a.b":" y\u00a0","e":true,"f":[{"g":1.0},{"g":1}]}"""
            .getBytes(StandardCharsets.UTF_8);
    assertThat(FieldValue.of(json, 0, "a.b"))
        .isEqualTo(List.of(FieldValue.number(1), FieldValue.text("x"), FieldValue.text("y")));
    assertThat(FieldValue.of(json, 0, "a.b.c")).containsExactly(FieldValue.number(2));
    assertThat(FieldValue.of(json, 0, "a.d")).isEmpty();
    assertThat(FieldValue.of(json, 0, "a")).isEmpty();
    assertThat(FieldValue.of(json, 0, "e")).containsExactly(FieldValue.text("true"));
    assertThat(FieldValue.of(json, 0, "f.g"))
        .containsExactly(FieldValue.number(1), FieldValue.number(1));
  }

  @Test
  void valuesAreEqualAsFiltersFindThem() {
    assertThat(FieldValue.normalise("ABC")).isEqualTo(FieldValue.normalise(" abc\u00a0"));
    assertThat(FieldValue.normalise("é")).isEqualTo(FieldValue.normalise("e\u0301"));
    assertThat(FieldValue.normalise("ﬁ①Å")).isEqualTo(FieldValue.normalise("fi1Å"));
    assertThat(FieldValue.normalise("x\u0085")).isEqualTo("x");
    assertThat(FieldValue.normalise("é")).isNotEqualTo(FieldValue.normalise("e"));
    assertThat(FieldValue.normalise("ß")).isNotEqualTo(FieldValue.normalise("ss"));
    assertThat(FieldValue.number(-0.0)).isEqualTo(FieldValue.number(0));
    assertThat(FieldValue.number(7)).isNotEqualTo(FieldValue.text("7"));
  }

  @Test
  void projectionsDropAndKeepPaths() {
    String json = "{\"a\":{\"b\":1,\"c\":[{\"d\":2,\"e\":3}]},\"f\":4,\"g.h\":5}";
    assertThat(project(Projection.without(List.of("a.b", "f"), List.of()), json))
        .isEqualTo("{\"a\":{\"c\":[{\"d\":2,\"e\":3}]},\"g.h\":5}");
    assertThat(project(Projection.without(List.of("a"), List.of("a.c.d")), json))
        .isEqualTo("{\"a\":{\"c\":[{\"d\":2}]},\"f\":4,\"g.h\":5}");
    assertThat(project(Projection.only(List.of("a.b", "g.h")), json))
        .isEqualTo("{\"a\":{\"b\":1},\"g.h\":5}");
    assertThat(project(Projection.only(List.of()), json)).isEqualTo("{}");
    // What a server selects from: elements of arrays stay, fields without anything go.
    String mixed =
        "{\"id\":1,\"a\":[{\"b\":1},{\"c\":2},5],\"d\":{\"e\":{\"f\":1},\"g\":2},\"h\":[]}";
    assertThat(project(Projection.only(List.of("a.c")), mixed))
        .isEqualTo("{\"a\":[{},{\"c\":2},5]}");
    assertThat(project(Projection.only(List.of("a.x", "d.e.x", "h.x")), mixed)).isEqualTo("{}");
    assertThat(project(Projection.only(List.of("d.g")), mixed)).isEqualTo("{\"d\":{\"g\":2}}");
  }

  private static String project(Projection projection, String text) {
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    JsonOutput output = new JsonOutput(1).raw('{');
    Members members = new Members(json, 0);
    while (members.next()) {
      projection.copyMember(json, members, output);
    }
    return new String(output.raw('}').toBytes(), StandardCharsets.UTF_8);
  }

  private static JsonNode value(Random random, int depth) {
    switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0:
        return JsonNodeFactory.instance.numberNode(random.nextInt(2_000) - 1_000);
      case 1:
        return JsonNodeFactory.instance.booleanNode(random.nextBoolean());
      case 2:
        return JsonNodeFactory.instance.nullNode();
      case 3:
        return JsonNodeFactory.instance.textNode(text(random));
      case 4:
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(random, depth - 1));
        }
        return array;
      default:
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(text(random), value(random, depth - 1));
        }
        return object;
    }
  }

  private static String text(Random random) {
    String alphabet = "ab \"\\{}[],:\n\t\u0001\u0080é漢";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.append(random.nextBoolean() ? "😀" : "").toString();
  }
}
