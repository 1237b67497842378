package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import miroir.gateway.api.json.Json;

/** Names in the order in which an index first saw them; a name never loses its number. */
public final class Names {
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Reads what {@link #toJson} wrote. */
  static Names of(JsonNode json) {
    Names names = new Names();
    json.forEach(name -> names.number(name.asText()));
    return names;
  }

  /** A copy that does not follow. */
  Names copy() {
    Names copy = new Names();
    names.forEach(copy::number);
    return copy;
  }

  /** The number of a name, which gets one if it has none. */
  int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    numbers.put(name, names.size());
    names.add(name);
    return names.size() - 1;
  }

  /** The number of a name, or -1. */
  public int find(String name) {
    return numbers.getOrDefault(name, -1);
  }

  /** The name of a number. */
  public String name(int number) {
    return names.get(number);
  }

  /** All names, in order. */
  public List<String> all() {
    return List.copyOf(names);
  }

  /** How many there are. */
  public int size() {
    return names.size();
  }

  ArrayNode toJson() {
    ArrayNode json = Json.object().arrayNode();
    names.forEach(json::add);
    return json;
  }
}
