package miroir.gateway.api.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import miroir.gateway.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/** A parsed filter. */
public sealed interface Filter {
  /** All must hold. */
  record And(List<Filter> parts) implements Filter {
    /** Keeps its own copy. */
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** One must hold. */
  record Or(List<Filter> parts) implements Filter {
    /** Keeps its own copy. */
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** Must not hold. */
  record Not(Filter part) implements Filter {}

  /** A condition on one attribute. */
  record Where(Token attribute, Condition condition) implements Filter {}

  /** At most a distance from a point. */
  record GeoRadius(Token latitude, Token longitude, Token radiusMetres, @Nullable Token resolution)
      implements Filter {}

  /** Inside a box: its top right and its bottom left corner, each latitude and longitude. */
  record GeoBox(Token top, Token right, Token bottom, Token left) implements Filter {}

  /** Inside a polygon; latitudes and longitudes alternate. */
  record GeoPolygon(List<Token> coordinates) implements Filter {
    /** Keeps its own copy. */
    public GeoPolygon {
      coordinates = List.copyOf(coordinates);
    }
  }

  /** Has vectors; needs an experimental feature. */
  record VectorExists(Token keyword, String path) implements Filter {}

  /** Parses filter text; empty text is no filter. */
  static Optional<Filter> parse(String text) throws FilterSyntax {
    return text.isBlank() ? Optional.empty() : Optional.of(new FilterParser(text).parse());
  }

  /** Parses the JSON forms: a string, or an array whose inner arrays are alternatives. */
  static Optional<Filter> parse(JsonNode json) throws FilterSyntax {
    if (json.isTextual()) {
      return parse(json.textValue());
    }
    if (!json.isArray()) {
      throw wrongType("String, Array", json);
    }
    List<Filter> all = new ArrayList<>();
    for (JsonNode element : json) {
      if (element.isTextual()) {
        parse(element.textValue()).ifPresent(all::add);
      } else if (element.isArray()) {
        parseAlternatives(element).ifPresent(all::add);
      } else {
        throw wrongType("String, [String]", element);
      }
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(all.size() == 1 ? all.get(0) : new And(all));
  }

  private static Optional<Filter> parseAlternatives(JsonNode array) throws FilterSyntax {
    List<Filter> any = new ArrayList<>();
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        throw wrongType("String", element);
      }
      parse(element.textValue()).ifPresent(any::add);
    }
    if (any.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(any.size() == 1 ? any.get(0) : new Or(any));
  }

  private static FilterSyntax wrongType(String expected, JsonNode found) {
    return new FilterSyntax(
        "Invalid syntax for the filter parameter: `expected "
            + expected
            + ", found: "
            + JsonText.of(found)
            + "`.");
  }

  /** The form in which Meilisearch passes filters on between its parts: all names quoted. */
  default String serialized() {
    if (this instanceof And and) {
      return joined(and.parts(), " AND ");
    }
    if (this instanceof Or or) {
      return joined(or.parts(), " OR ");
    }
    if (this instanceof Not not) {
      return "NOT (" + not.part().serialized() + ")";
    }
    if (this instanceof Where where) {
      return where.attribute().quoted() + " " + where.condition().serialized();
    }
    if (this instanceof GeoRadius geo) {
      Token resolution = geo.resolution();
      return "_geoRadius("
          + geo.latitude().value()
          + ", "
          + geo.longitude().value()
          + ", "
          + geo.radiusMetres().value()
          + (resolution == null ? "" : ", " + resolution.value())
          + ")";
    }
    if (this instanceof GeoBox box) {
      return "_geoBoundingBox("
          + pair(box.top(), box.right())
          + ", "
          + pair(box.bottom(), box.left())
          + ")";
    }
    if (this instanceof GeoPolygon polygon) {
      List<String> points = new ArrayList<>();
      List<Token> coordinates = polygon.coordinates();
      for (int i = 0; i < coordinates.size(); i += 2) {
        points.add(pair(coordinates.get(i), coordinates.get(i + 1)));
      }
      return "_geoPolygon(" + String.join(", ", points) + ")";
    }
    return ((VectorExists) this).path() + " EXISTS";
  }

  private static String joined(List<Filter> parts, String word) {
    return parts.stream()
        .map(part -> "(" + part.serialized() + ")")
        .collect(Collectors.joining(word));
  }

  private static String pair(Token first, Token second) {
    return "[" + first.value() + ", " + second.value() + "]";
  }
}
