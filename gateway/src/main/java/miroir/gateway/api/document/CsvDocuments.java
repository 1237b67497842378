package miroir.gateway.api.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.attribute.FacetValue;
import miroir.gateway.api.json.Json;

/** Makes JSON objects of the rows of CSV, with the types that its header names. */
final class CsvDocuments {
  private enum Type {
    STRING,
    NUMBER,
    BOOLEAN
  }

  private record Column(String name, Type type) {}

  private CsvDocuments() {}

  static List<Document> read(byte[] body, char delimiter) {
    CsvReader reader = new CsvReader(new String(body, StandardCharsets.UTF_8), delimiter);
    List<String> header = reader.next();
    List<Document> documents = new ArrayList<>();
    if (header == null) {
      return documents;
    }
    List<Column> columns = header.stream().map(CsvDocuments::column).toList();
    long row = 0;
    int start = reader.position();
    long line = reader.line();
    for (List<String> cells = reader.next(); cells != null; cells = reader.next()) {
      row++;
      if (cells.size() != columns.size()) {
        throw malformed(
            "CSV error: record "
                + row
                + " (line: "
                + line
                + ", byte: "
                + start
                + "): found record with "
                + cells.size()
                + " fields, but the previous record has "
                + columns.size()
                + " fields");
      }
      documents.add(document(columns, cells, row));
      start = reader.position();
      line = reader.line();
    }
    return documents;
  }

  private static Column column(String header) {
    int colon = header.lastIndexOf(':');
    String name = colon < 0 ? header : header.substring(0, colon);
    return switch (colon < 0 ? "" : header.substring(colon + 1)) {
      case "string" -> new Column(name, Type.STRING);
      case "number" -> new Column(name, Type.NUMBER);
      case "boolean" -> new Column(name, Type.BOOLEAN);
      default -> new Column(header, Type.STRING);
    };
  }

  private static Document document(List<Column> columns, List<String> cells, long row) {
    ObjectNode object = Json.object();
    for (int i = 0; i < columns.size(); i++) {
      put(object, columns.get(i), cells.get(i), row);
    }
    byte[] bytes = Json.bytes(object);
    return new Document(bytes, 0, bytes.length, true);
  }

  private static void put(ObjectNode object, Column column, String cell, long row) {
    String trimmed = FacetValue.trim(cell);
    switch (column.type()) {
      case STRING -> {
        if (cell.isEmpty()) {
          object.putNull(column.name());
        } else {
          object.put(column.name(), cell);
        }
      }
      case NUMBER -> putNumber(object, column.name(), trimmed, cell, row);
      case BOOLEAN -> {
        if (trimmed.isEmpty()) {
          object.putNull(column.name());
        } else if (trimmed.equals("true") || trimmed.equals("false")) {
          object.put(column.name(), trimmed.equals("true"));
        } else {
          throw malformed(
              "Error parsing boolean \""
                  + cell
                  + "\" at line "
                  + row
                  + ": provided string was not `true` or `false`");
        }
      }
    }
  }

  private static void putNumber(
      ObjectNode object, String name, String trimmed, String cell, long row) {
    if (trimmed.isEmpty()) {
      object.putNull(name);
      return;
    }
    try {
      object.put(name, Long.parseLong(trimmed));
    } catch (NumberFormatException notAnInteger) {
      if (!trimmed.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
        throw malformed(
            "Error parsing number \"" + cell + "\" at line " + row + ": invalid float literal");
      }
      double number = Double.parseDouble(trimmed);
      if (Double.isInfinite(number)) {
        object.putNull(name);
      } else {
        object.put(name, number);
      }
    }
  }

  private static Refusal malformed(String complaint) {
    return ErrorCode.MALFORMED_PAYLOAD.refusal(
        "The `csv` payload provided is malformed: `" + complaint + "`.");
  }
}
