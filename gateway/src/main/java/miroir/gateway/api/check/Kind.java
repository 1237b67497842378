package miroir.gateway.api.check;

import com.fasterxml.jackson.databind.JsonNode;
import miroir.gateway.api.json.JsonText;

/** What a JSON value is, in the words of error messages. */
enum Kind {
  NULL("null"),
  BOOLEAN("a boolean"),
  POSITIVE_INTEGER("a positive integer"),
  NEGATIVE_INTEGER("a negative integer"),
  NUMBER("a number"),
  STRING("a string"),
  ARRAY("an array"),
  OBJECT("an object");

  private final String description;

  Kind(String description) {
    this.description = description;
  }

  static Kind of(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return NULL;
    }
    if (value.isBoolean()) {
      return BOOLEAN;
    }
    if (value.isTextual()) {
      return STRING;
    }
    if (value.isArray()) {
      return ARRAY;
    }
    if (value.isObject()) {
      return OBJECT;
    }
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue().signum() < 0 ? NEGATIVE_INTEGER : POSITIVE_INTEGER;
    }
    return NUMBER;
  }

  String description() {
    return description;
  }

  /** "a string: `"x"`". */
  static String describe(JsonNode value) {
    Kind kind = of(value);
    return kind == NULL ? "null" : kind.description + ": `" + JsonText.of(value) + "`";
  }
}
