package miroir.gateway.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.Checks;
import miroir.gateway.api.check.ObjectShape;
import miroir.gateway.api.json.Json;

/** What an embedder may be configured with, and how it is read back. */
final class EmbedderShape {
  private static final String DEFAULT_TEMPLATE =
      "{% for field in fields %}{% if field.is_searchable and field.value != nil %}{{ field.name }}:"
          + " {{ field.value }}\n{% endif %}{% endfor %}";
  private static final int DEFAULT_TEMPLATE_BYTES = 400;

  private static final List<String> SOURCES =
      List.of("openAi", "huggingFace", "ollama", "userProvided", "rest", "composite");

  private EmbedderShape() {}

  static Check of(ErrorCode code) {
    Check text = Checks.string(code).orNull();
    Check count = Checks.positiveInteger(code).orNull();
    return ObjectShape.object(code)
        .unknownFields(code)
        .field("source", Checks.oneOf(code, SOURCES).orNull())
        .field("model", text)
        .field("revision", text)
        .field("pooling", Checks.oneOf(code, List.of("useModel", "forceMean", "forceCls")).orNull())
        .field("apiKey", text)
        .field("dimensions", count)
        .field("binaryQuantized", Checks.bool(code).orNull())
        .field("documentTemplate", text)
        .field("documentTemplateMaxBytes", count)
        .field("url", text)
        .field("indexingFragments", Checks.map(code, Checks.anything()).orNull())
        .field("searchFragments", Checks.map(code, Checks.anything()).orNull())
        .field("request", Checks.anything())
        .field("response", Checks.anything())
        .field("headers", Checks.map(code, Checks.string(code)).orNull())
        .field("searchEmbedder", Checks.anything())
        .field("indexingEmbedder", Checks.anything())
        .field("distribution", Checks.anything());
  }

  /** One embedder after a change: keys merged, defaults filled in, in the order of the answer. */
  static JsonNode merge(JsonNode before, JsonNode change) {
    ObjectNode merged = Json.object();
    boolean sameSource =
        !change.has("source") || change.get("source").equals(before.path("source"));
    if (sameSource && before.isObject()) {
      merged.setAll((ObjectNode) before.deepCopy());
    }
    change
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                merged.remove(field.getKey());
              } else {
                merged.set(field.getKey(), field.getValue());
              }
            });
    if (!merged.has("source")) {
      merged.put("source", "openAi");
    }
    String source = merged.path("source").asText();
    if (!source.equals("userProvided") && !source.equals("composite")) {
      putDefault(merged, "documentTemplate", DEFAULT_TEMPLATE);
      if (!merged.has("documentTemplateMaxBytes")) {
        merged.put("documentTemplateMaxBytes", DEFAULT_TEMPLATE_BYTES);
      }
    }
    if (source.equals("rest") && !merged.has("headers")) {
      merged.putObject("headers");
    }
    return inOrder(merged);
  }

  private static void putDefault(ObjectNode object, String key, String value) {
    if (!object.has(key)) {
      object.put(key, value);
    }
  }

  private static ObjectNode inOrder(ObjectNode embedder) {
    ObjectNode ordered = Json.object();
    ObjectShape shape = (ObjectShape) of(ErrorCode.INVALID_SETTINGS_EMBEDDERS);
    for (String name : shape.names()) {
      if (embedder.has(name)) {
        ordered.set(name, embedder.get(name));
      }
    }
    return ordered;
  }

  /** Hides all but the first characters of a secret. */
  static String redact(String secret) {
    int length = secret.length();
    if (length < 10) {
      return "XXX...";
    }
    if (length < 20) {
      return secret.substring(0, 2) + "XXXX...";
    }
    return length < 30 ? secret.substring(0, 3) + "XXXXX..." : secret.substring(0, 5) + "XXXXXX...";
  }
}
