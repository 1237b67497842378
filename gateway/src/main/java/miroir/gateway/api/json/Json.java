package miroir.gateway.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parses JSON to trees with the numbers of Meilisearch: 64-bit integers, otherwise doubles. */
public final class Json {
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final BigInteger MIN_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(2_000)
                          .maxNumberLength(1_000_000)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .nodeFactory(new Numbers())
          .disable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private Json() {}

  /** Parses text that may be wrong; the complaint has the wording of Meilisearch. */
  public static JsonNode parse(byte[] text) throws JsonSyntax {
    JsonScanner.requireOneValue(text);
    return tree(text, 0, text.length);
  }

  /** Parses text that is known to be JSON. */
  public static JsonNode tree(byte[] text, int offset, int length) {
    try {
      return MAPPER.readTree(text, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses text that is known to be JSON. */
  public static JsonNode tree(byte[] text) {
    return tree(text, 0, text.length);
  }

  /** Parses text that may be JSON; null if it is not. */
  public static @Nullable JsonNode treeOrNull(String text) {
    try {
      JsonScanner.requireOneValue(text.getBytes(StandardCharsets.UTF_8));
      return MAPPER.readTree(text);
    } catch (JsonSyntax | JsonProcessingException e) {
      return null;
    }
  }

  /** The compact UTF-8 text of a value. */
  public static byte[] bytes(JsonNode value) {
    return JsonText.of(value).getBytes(StandardCharsets.UTF_8);
  }

  /** A new empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Makes doubles of integers that fit neither a signed nor an unsigned 64-bit integer. */
  private static final class Numbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1;

    @Override
    public ValueNode numberNode(@Nullable BigInteger value) {
      if (value == null) {
        return nullNode();
      }
      if (value.compareTo(MAX_UNSIGNED) > 0 || value.compareTo(MIN_SIGNED) < 0) {
        return numberNode(value.doubleValue());
      }
      return super.numberNode(value);
    }
  }
}
