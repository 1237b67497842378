package miroir.gateway.api.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recursive descent over one filter text; OR binds least, then AND, then NOT. */
final class FilterParser {
  private static final int MAX_DEPTH = 150;

  private static final String OPERATIONS =
      "Was expecting an operation `=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`,"
          + " `NOT EXISTS`, `IS NULL`, `IS NOT NULL`, `IS EMPTY`, `IS NOT EMPTY`, `CONTAINS`, `NOT"
          + " CONTAINS`, `STARTS WITH`, `NOT STARTS WITH`, `_geoRadius`, `_geoBoundingBox` or"
          + " `_geoPolygon` ";

  private final ValueReader reader;

  FilterParser(String text) {
    this.reader = new ValueReader(text);
  }

  Filter parse() throws FilterSyntax {
    try {
      Filter filter = or(0);
      if (!reader.atEnd()) {
        Token rest = reader.rest(reader.position());
        throw Fault.hard(
            "Found unexpected characters at the end of the filter: `"
                + ValueReader.escaped(rest.value())
                + "`. You probably forgot an `OR` or an `AND` rule.",
            rest);
      }
      return filter;
    } catch (Fault fault) {
      throw fault.told();
    }
  }

  private void requireDepth(int depth) throws Fault {
    if (depth > MAX_DEPTH) {
      throw Fault.hard(
          "The filter exceeded the maximum depth limit. Try rewriting the filter so that it"
              + " contains fewer nested conditions.",
          reader.rest(reader.position()));
    }
  }

  private Filter or(int depth) throws Fault {
    requireDepth(depth);
    Filter first = and(depth + 1);
    List<Filter> parts = new ArrayList<>(List.of(first));
    while (takeSpacedWord("OR")) {
      parts.add(certainly(() -> and(depth + 1)));
    }
    return parts.size() == 1 ? first : new Filter.Or(parts);
  }

  private Filter and(int depth) throws Fault {
    requireDepth(depth);
    Filter first = not(depth + 1);
    List<Filter> parts = new ArrayList<>(List.of(first));
    while (takeSpacedWord("AND")) {
      parts.add(certainly(() -> not(depth + 1)));
    }
    return parts.size() == 1 ? first : new Filter.And(parts);
  }

  private Filter not(int depth) throws Fault {
    requireDepth(depth);
    if (takeSpacedWord("NOT")) {
      Filter inner = certainly(() -> not(depth + 1));
      return inner instanceof Filter.Not twice ? twice.part() : new Filter.Not(inner);
    }
    return primary(depth + 1);
  }

  private boolean takeSpacedWord(String word) {
    int start = reader.position();
    reader.skipSpace();
    if (reader.takeWord(word)) {
      reader.skipSpace();
      return true;
    }
    reader.moveTo(start);
    return false;
  }

  private Filter primary(int depth) throws Fault {
    requireDepth(depth);
    int start = reader.position();
    Filter group = group(start, depth);
    if (group != null) {
      return group;
    }
    Filter geo = GeoWords.operation(reader);
    if (geo != null) {
      return geo;
    }
    try {
      Token attribute = reader.value();
      Filter condition = condition(attribute);
      if (condition != null) {
        return condition;
      }
    } catch (Fault fault) {
      if (fault.isHard() || fault.kind() == Fault.Kind.RESERVED_KEYWORD) {
        throw fault.hardened();
      }
    }
    Token place = reader.rest(start);
    throw Fault.soft(
        OPERATIONS
            + (place.value().isBlank()
                ? "but instead got nothing."
                : "at `" + ValueReader.escaped(place.value()) + "`."),
        place,
        Fault.Kind.OTHER);
  }

  private @Nullable Filter group(int start, int depth) throws Fault {
    reader.skipSpace();
    if (!reader.take("(")) {
      reader.moveTo(start);
      return null;
    }
    reader.skipSpace();
    Filter inside = certainly(() -> or(depth + 1));
    reader.skipSpace();
    if (!reader.take(")")) {
      Token place = reader.rest(start);
      throw Fault.hard(
          "Expression `"
              + ValueReader.escaped(place.value())
              + "` is missing the following closing delimiter: `)`.",
          place);
    }
    reader.skipSpace();
    return inside;
  }

  /** What follows the name of an attribute; null if it is nothing known. */
  private @Nullable Filter condition(Token attribute) throws Fault {
    int start = reader.position();
    if (reader.takeWord("IN")) {
      return new Filter.Where(attribute, in());
    }
    if (reader.takeWord("NOT")) {
      return negated(attribute, start);
    }
    Condition compared = comparison();
    if (compared == null) {
      compared = worded();
    }
    if (compared != null) {
      return new Filter.Where(attribute, compared);
    }
    if (attribute.value().equals("IS")) {
      return null;
    }
    if (reader.take("IS") && reader.skipRequiredSpace()) {
      return state(attribute);
    }
    reader.moveTo(start);
    return range(attribute);
  }

  private @Nullable Filter negated(Token attribute, int start) throws Fault {
    int afterNot = reader.position();
    reader.skipSpace();
    if (reader.takeWord("IN")) {
      return new Filter.Not(new Filter.Where(attribute, in()));
    }
    if (reader.position() > afterNot) {
      Condition positive = worded();
      if (positive != null) {
        return new Filter.Not(new Filter.Where(attribute, positive));
      }
    }
    reader.moveTo(start);
    return null;
  }

  private @Nullable Condition comparison() throws Fault {
    for (String operator : new String[] {"<=", ">=", "!=", "<", ">", "="}) {
      if (reader.take(operator)) {
        Token value = certainly(reader::value);
        return switch (operator) {
          case "=" -> new Condition.Equal(value);
          case "!=" -> new Condition.NotEqual(value);
          default -> new Condition.Compare(operator, value);
        };
      }
    }
    return null;
  }

  private @Nullable Condition worded() throws Fault {
    int start = reader.position();
    if (reader.take("EXISTS")) {
      return new Condition.Exists();
    }
    if (reader.take("CONTAINS")) {
      Token keyword = reader.piece(start, reader.position());
      return new Condition.Contains(keyword, certainly(reader::value));
    }
    if (reader.take("STARTS WITH")) {
      return new Condition.StartsWith(certainly(reader::value));
    }
    return null;
  }

  private @Nullable Filter state(Token attribute) {
    boolean negated = reader.take("NOT") && reader.skipRequiredSpace();
    Condition condition;
    if (reader.take("NULL")) {
      condition = new Condition.IsNull();
    } else if (reader.take("EMPTY")) {
      condition = new Condition.IsEmpty();
    } else {
      return null;
    }
    Filter where = new Filter.Where(attribute, condition);
    return negated ? new Filter.Not(where) : where;
  }

  private @Nullable Filter range(Token attribute) throws Fault {
    Token from;
    try {
      from = reader.value();
    } catch (Fault fault) {
      if (fault.isHard()) {
        throw fault;
      }
      return null;
    }
    if (reader.take("TO") && reader.skipRequiredSpace()) {
      return new Filter.Where(attribute, new Condition.Between(from, certainly(reader::value)));
    }
    return null;
  }

  private Condition in() throws Fault {
    reader.skipSpace();
    if (!reader.take("[")) {
      throw Fault.hard("Expected `[` after `IN` keyword.", reader.rest(reader.position()));
    }
    List<Token> values = new ArrayList<>();
    int end = reader.position();
    Token value = valueOrNull();
    while (value != null) {
      values.add(value);
      end = reader.position();
      reader.skipSpace();
      if (!reader.take(",")) {
        break;
      }
      reader.skipSpace();
      end = reader.position();
      value = valueOrNull();
    }
    reader.moveTo(end);
    reader.skipSpace();
    if (!reader.take("]")) {
      throw unclosedList(end);
    }
    reader.skipSpace();
    return new Condition.In(values);
  }

  private @Nullable Token valueOrNull() throws Fault {
    int start = reader.position();
    try {
      return reader.value();
    } catch (Fault fault) {
      if (fault.isHard()) {
        throw fault;
      }
      reader.moveTo(start);
      return null;
    }
  }

  private Fault unclosedList(int end) {
    Token place = reader.rest(end);
    if (place.value().isEmpty()) {
      return Fault.hard(
          "Expected matching `]` after the list of field names given to `IN[`", place);
    }
    String shown = ValueReader.escaped(place.value());
    return Fault.hard(
        "Expected only comma-separated field names inside `IN[..]` but instead found `"
            + shown
            + "`.",
        place);
  }

  /** Reads something after which there is no way back. */
  private interface Read<T> {
    T read() throws Fault;
  }

  private static <T> T certainly(Read<T> read) throws Fault {
    try {
      return read.read();
    } catch (Fault fault) {
      throw fault.hardened();
    }
  }
}
