package miroir.gateway.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonScanner;
import miroir.gateway.api.json.JsonSyntax;

/**
 * The documents of one request. JSON stays as it was written; rows of CSV become objects.
 *
 * @param format how they were sent
 * @param documents in the order in which they were sent
 */
public record DocumentPayload(PayloadFormat format, List<Document> documents) {
  private static final int SHOWN_HEAD = 50;
  private static final int SHOWN_TAIL = 85;

  /** Keeps its own copy. */
  public DocumentPayload {
    documents = List.copyOf(documents);
  }

  /**
   * Finds the documents in a body.
   *
   * @param csvDelimiter what stands between the cells of CSV
   * @throws Refusal if the body is empty or malformed
   */
  public static DocumentPayload parse(byte[] body, PayloadFormat format, char csvDelimiter) {
    if (body.length == 0) {
      throw ErrorCode.MISSING_PAYLOAD.refusal("A " + format.text() + " payload is missing.");
    }
    List<Document> documents = new ArrayList<>();
    try {
      switch (format) {
        case JSON -> findInJson(body, documents);
        case NDJSON -> findInLines(body, documents);
        case CSV -> documents.addAll(CsvDocuments.read(body, csvDelimiter));
      }
    } catch (JsonSyntax e) {
      throw malformed(format, e.complaint());
    }
    return new DocumentPayload(format, documents);
  }

  private static void findInJson(byte[] body, List<Document> documents) throws JsonSyntax {
    JsonScanner scanner = JsonScanner.lenient(body);
    int first = scanner.peek();
    if (first == '{') {
      documents.add(next(scanner, body));
      scanner.requireEnd();
      return;
    }
    if (first != '[') {
      if (first < 0) {
        throw scanner.complainAtNext("EOF while parsing a value");
      }
      scanner.skipValue();
      throw malformed(PayloadFormat.JSON, "data are neither an object nor a list of objects");
    }
    scanner.step();
    while (true) {
      int next = scanner.peek();
      if (next == ']') {
        scanner.step();
        break;
      }
      if (!documents.isEmpty()) {
        requireComma(scanner, next);
      }
      documents.add(nextInArray(scanner, body));
    }
    scanner.requireEnd();
  }

  private static void requireComma(JsonScanner scanner, int next) throws JsonSyntax {
    if (next < 0) {
      throw scanner.complainAtNext("EOF while parsing a list");
    }
    if (next != ',') {
      throw scanner.complainAtNext("expected `,` or `]`");
    }
    scanner.step();
    if (scanner.peek() == ']') {
      throw scanner.complainAtNext("trailing comma");
    }
  }

  private static Document nextInArray(JsonScanner scanner, byte[] body) throws JsonSyntax {
    int first = scanner.peek();
    if (first < 0) {
      throw scanner.complainAtNext("EOF while parsing a list");
    }
    if (first == '{') {
      return next(scanner, body);
    }
    int start = scanner.position();
    scanner.skipValue();
    Document element = new Document(body, start, scanner.position(), true);
    throw notAnObjectInArray(scanner, element);
  }

  /** The parser stops at the element and looks for the end of the array. */
  private static JsonSyntax notAnObjectInArray(JsonScanner scanner, Document element) {
    int after = scanner.peek();
    if (after == ']') {
      throw notAMap(element);
    }
    if (after == ',') {
      scanner.step();
      return scanner.complainAtNext(
          scanner.peek() == ']' ? "trailing comma" : "trailing characters");
    }
    return scanner.complainAtNext(after < 0 ? "EOF while parsing a list" : "trailing characters");
  }

  private static void findInLines(byte[] body, List<Document> documents) throws JsonSyntax {
    JsonScanner scanner = JsonScanner.lenient(body);
    for (int first = scanner.peek(); first >= 0; first = scanner.peek()) {
      if (first != '{') {
        int start = scanner.position();
        scanner.skipValue();
        throw notAMap(new Document(body, start, scanner.position(), true));
      }
      documents.add(next(scanner, body));
    }
  }

  private static Document next(JsonScanner scanner, byte[] body) throws JsonSyntax {
    int start = scanner.position();
    scanner.skipValue();
    Document document = new Document(body, start, scanner.position(), scanner.wasSuspicious());
    if (scanner.hasEscapedKey()) {
      JsonScanner.requireKeys(document.bytes());
    }
    return document;
  }

  /** Meilisearch blames itself for an element that is no object. */
  private static Refusal notAMap(Document element) {
    JsonNode value = Json.tree(element.source(), element.start(), element.length());
    return ErrorCode.INTERNAL.refusal(Poison.notAMap(value));
  }

  private static Refusal malformed(PayloadFormat format, String complaint) {
    String shown = complaint;
    if (shown.length() > SHOWN_HEAD + SHOWN_TAIL + 3) {
      shown = shown.substring(0, SHOWN_HEAD) + "..." + shown.substring(shown.length() - SHOWN_TAIL);
    }
    return ErrorCode.MALFORMED_PAYLOAD.refusal(
        "The `"
            + format.text()
            + "` payload provided is malformed. `Couldn't serialize document value: "
            + shown
            + "`.");
  }
}
