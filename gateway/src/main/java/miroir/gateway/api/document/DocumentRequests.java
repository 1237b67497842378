package miroir.gateway.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.Checks;
import miroir.gateway.api.check.ObjectShape;
import miroir.gateway.api.check.ParameterShape;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.FilterSyntax;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/** Parameters and bodies of the routes for documents. */
public final class DocumentRequests {
  /** Parameters of {@code POST} and {@code PUT /documents}. */
  public static final ParameterShape WRITE =
      ParameterShape.parameters()
          .with("primaryKey")
          .with("csvDelimiter", DocumentRequests::csvDelimiter)
          .with("customMetadata")
          .with("skipCreation", DocumentRequests::skipCreation);

  /** Parameters of deletions and edits. */
  public static final ParameterShape DELETE = ParameterShape.parameters().with("customMetadata");

  /** Parameters of {@code GET /documents}. */
  public static final ParameterShape LIST =
      ParameterShape.parameters()
          .with("offset", ParameterShape.positiveInteger(ErrorCode.INVALID_DOCUMENT_OFFSET))
          .with("limit", ParameterShape.positiveInteger(ErrorCode.INVALID_DOCUMENT_LIMIT))
          .with("fields")
          .with("retrieveVectors", ParameterShape.bool(ErrorCode.INVALID_DOCUMENT_RETRIEVE_VECTORS))
          .with("ids")
          .with("filter")
          .with("sort")
          .with("useNetwork", ParameterShape.bool(ErrorCode.INVALID_DOCUMENT_USE_NETWORK));

  /** Parameters of {@code GET /documents/{id}}. */
  public static final ParameterShape GET =
      ParameterShape.parameters()
          .with("fields")
          .with("retrieveVectors", ParameterShape.bool(ErrorCode.INVALID_DOCUMENT_RETRIEVE_VECTORS))
          .with("useNetwork", ParameterShape.bool(ErrorCode.INVALID_DOCUMENT_USE_NETWORK));

  /** Body of {@code POST /documents/fetch}. */
  public static final Check FETCH =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .field("offset", Checks.positiveInteger(ErrorCode.INVALID_DOCUMENT_OFFSET))
          .field("limit", Checks.positiveInteger(ErrorCode.INVALID_DOCUMENT_LIMIT))
          .field("fields", Checks.strings(ErrorCode.INVALID_DOCUMENT_FIELDS).orNull())
          .field("retrieveVectors", Checks.bool(ErrorCode.INVALID_DOCUMENT_RETRIEVE_VECTORS))
          .field("ids", Checks.array(ErrorCode.INVALID_DOCUMENT_IDS, Checks.anything()).orNull())
          .field("filter", Checks.anything())
          .field("sort", Checks.strings(ErrorCode.INVALID_DOCUMENT_SORT).orNull())
          .field("useNetwork", Checks.bool(ErrorCode.INVALID_DOCUMENT_USE_NETWORK).orNull());

  /** Body of {@code POST /documents/delete}. */
  public static final Check DELETE_BY_FILTER =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .required("filter", Checks.anything(), ErrorCode.MISSING_DOCUMENT_FILTER);

  /** Body of {@code POST /documents/edit}. */
  public static final Check EDIT =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .field("filter", Checks.anything())
          .field("context", Checks.anything())
          .required(
              "function",
              Checks.string(ErrorCode.MISSING_DOCUMENT_EDITION_FUNCTION),
              ErrorCode.MISSING_DOCUMENT_EDITION_FUNCTION);

  private DocumentRequests() {}

  private static void csvDelimiter(String name, String value) {
    int length = value.codePointCount(0, value.length());
    ErrorCode code = ErrorCode.INVALID_DOCUMENT_CSV_DELIMITER;
    if (length == 0) {
      throw ParameterShape.invalid(
          code, name, "expected a string of one character, but found an empty string");
    }
    if (length > 1) {
      throw ParameterShape.invalid(
          code,
          name,
          "expected a string of one character, but found the following string of "
              + length
              + " characters: `"
              + value
              + "`");
    }
    if (value.charAt(0) > 127) {
      throw ParameterShape.invalid(
          code, name, "csv delimiter must be an ascii character. Found: `" + value + "`");
    }
  }

  private static void skipCreation(String name, String value) {
    String word = value.toLowerCase(Locale.ROOT);
    if (!word.equals("true") && !word.equals("false")) {
      throw ParameterShape.invalid(
          ErrorCode.INVALID_SKIP_CREATION,
          name,
          "could not parse `" + value + "` as a boolean, expected either `true` or `false`");
    }
  }

  /** The ids in the body of {@code delete-batch}; whatever is no string becomes its JSON text. */
  public static List<String> ids(JsonNode body) {
    if (!body.isArray()) {
      throw ErrorCode.BAD_REQUEST.refusal(
          "Json deserialize error: invalid type: "
              + (body.isObject() ? "map" : Poison.notAMap(body).split(",", 2)[0].substring(14))
              + ", expected a sequence at line 1 column 0");
    }
    List<String> ids = new ArrayList<>();
    body.forEach(id -> ids.add(id.isTextual() ? id.textValue() : JsonText.of(id)));
    return ids;
  }

  /** The parameter {@code filter} of a query string: JSON if it is JSON, otherwise text. */
  public static JsonNode filterParameter(String text) {
    JsonNode json = Json.treeOrNull(text);
    return json == null ? TextNode.valueOf(text) : json;
  }

  /**
   * The filter of a request.
   *
   * @param filter as sent, or null
   * @param code the refusal's
   * @throws miroir.gateway.api.Refusal if it cannot be parsed
   */
  public static Optional<Filter> filter(@Nullable JsonNode filter, ErrorCode code) {
    if (filter == null || filter.isNull()) {
      return Optional.empty();
    }
    try {
      return Filter.parse(filter);
    } catch (FilterSyntax e) {
      throw code.refusal(e.complaint());
    }
  }

  /** The filter of a deletion, which may not be empty. */
  public static Filter deletionFilter(JsonNode filter) {
    return filter(filter, ErrorCode.INVALID_DOCUMENT_FILTER)
        .orElseThrow(
            () ->
                ErrorCode.INVALID_DOCUMENT_FILTER.refusal("Sending an empty filter is forbidden."));
  }
}
