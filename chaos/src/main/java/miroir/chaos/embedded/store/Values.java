package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Walks over the values of a document by their paths; elements of arrays share a path. */
final class Values {
  /** Takes values. */
  @FunctionalInterface
  interface Visitor {
    /** A value at a path; objects and arrays come before what is in them. */
    void visit(String path, JsonNode value);
  }

  private Values() {}

  /** Visits every key and every element. */
  static void walk(ObjectNode document, Visitor visitor) {
    for (Map.Entry<String, JsonNode> field : document.properties()) {
      walk(field.getKey(), field.getValue(), visitor);
    }
  }

  private static void walk(String path, JsonNode value, Visitor visitor) {
    visitor.visit(path, value);
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        walk(path + "." + field.getKey(), field.getValue(), visitor);
      }
    } else if (value.isArray()) {
      for (JsonNode element : value) {
        walkElement(path, element, visitor);
      }
    }
  }

  /** Elements stand where their array stands; only scalars and what is in objects is visited. */
  private static void walkElement(String path, JsonNode element, Visitor visitor) {
    if (element.isObject()) {
      for (Map.Entry<String, JsonNode> field : element.properties()) {
        walk(path + "." + field.getKey(), field.getValue(), visitor);
      }
    } else if (element.isArray()) {
      for (JsonNode inner : element) {
        walkElement(path, inner, visitor);
      }
    } else {
      visitor.visit(path, element);
    }
  }
}
