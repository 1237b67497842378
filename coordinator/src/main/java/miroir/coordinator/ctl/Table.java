package miroir.coordinator.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows with named columns, shown as a table, JSON or YAML. */
final class Table {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> columns;
  private final Set<String> hidden = new HashSet<>();
  private final ArrayNode rows = JSON.createArrayNode();

  Table(String... columns) {
    this.columns = List.of(columns);
  }

  /** Leaves columns out of what people see; JSON and YAML have them. */
  void hide(String... names) {
    hidden.addAll(List.of(names));
  }

  /** Adds a row; its values are texts, numbers, booleans or trees. */
  void row(Object... values) {
    ObjectNode row = rows.addObject();
    for (int i = 0; i < values.length; i++) {
      row.set(columns.get(i), JSON.valueToTree(values[i]));
    }
  }

  /** Returns the rows in a format: {@code table}, {@code json} or {@code yaml}. */
  String text(String format) {
    try {
      return switch (format) {
        case "json" -> JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows);
        case "yaml" -> new YAMLMapper().writeValueAsString(rows).strip();
        default -> table();
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot be written", e);
    }
  }

  private String table() {
    List<List<String>> lines = new ArrayList<>();
    List<String> shown = columns.stream().filter(column -> !hidden.contains(column)).toList();
    lines.add(shown.stream().map(Table::heading).toList());
    for (JsonNode row : rows) {
      lines.add(shown.stream().map(column -> cell(row.path(column))).toList());
    }
    int[] widths = new int[shown.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder one = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        one.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      out.append(one.toString().stripTrailing()).append('\n');
    }
    return out.toString().stripTrailing();
  }

  private static String heading(String column) {
    return column.replaceAll("([A-Z])", " $1").toUpperCase(java.util.Locale.ROOT);
  }

  private static String cell(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }
}
