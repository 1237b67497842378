package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import miroir.gateway.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Which fields of a document are shown; a name means everything inside it. */
public final class FieldSelection {
  private final boolean everything;
  private final Set<String> names;

  private FieldSelection(boolean everything, Set<String> names) {
    this.everything = everything;
    this.names = names;
  }

  /** These names; {@code *} means all. */
  public static FieldSelection of(Collection<String> names) {
    return new FieldSelection(names.contains("*"), new HashSet<>(names));
  }

  /** True if nothing is left out. */
  public boolean isEverything() {
    return everything;
  }

  /** A copy with what is shown. */
  public ObjectNode select(ObjectNode document) {
    return everything ? document.deepCopy() : select(document, "");
  }

  private ObjectNode select(JsonNode object, String base) {
    ObjectNode shown = Json.object();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String path = base.isEmpty() ? field.getKey() : base + "." + field.getKey();
      JsonNode value = field.getValue();
      if (covers(path)) {
        shown.set(field.getKey(), value.deepCopy());
      } else if (leadsTo(path)) {
        JsonNode inside = selectInside(value, path);
        if (inside != null) {
          shown.set(field.getKey(), inside);
        }
      }
    }
    return shown;
  }

  private @Nullable JsonNode selectInside(JsonNode value, String path) {
    if (value.isObject()) {
      ObjectNode inside = select(value, path);
      return inside.isEmpty() ? null : inside;
    }
    if (value.isArray()) {
      ArrayNode inside = Json.object().arrayNode();
      for (JsonNode element : value) {
        JsonNode shown = selectInside(element, path);
        if (shown != null) {
          inside.add(shown);
        }
      }
      return inside.isEmpty() ? null : inside;
    }
    return null;
  }

  /** True if a path, or something around it, is named. */
  public boolean covers(String path) {
    if (everything || names.contains(path)) {
      return true;
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      if (names.contains(path.substring(0, dot))) {
        return true;
      }
    }
    return false;
  }

  /** True if something inside a path is named. */
  private boolean leadsTo(String path) {
    String stem = path + ".";
    return names.stream().anyMatch(name -> name.startsWith(stem));
  }
}
