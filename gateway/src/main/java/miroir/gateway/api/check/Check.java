package miroir.gateway.api.check;

import com.fasterxml.jackson.databind.JsonNode;

/** Judges one value of a JSON body. */
@FunctionalInterface
public interface Check {
  /** Throws {@link miroir.gateway.api.Refusal} if the value cannot stand at this place. */
  void check(JsonNode value, JsonPath at);

  /** The same, and null too. */
  default Check orNull() {
    return (value, at) -> {
      if (!value.isNull()) {
        check(value, at);
      }
    };
  }
}
