package miroir.gateway.api.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the geographic operations of filters. */
final class GeoWords {
  private static final String RADIUS =
      "The `_geoRadius` filter must be in the form: `_geoRadius(latitude, longitude, radius,"
          + " optionalResolution)`.";
  private static final String BOX =
      "The `_geoBoundingBox` filter expects two pairs of arguments: `_geoBoundingBox([latitude,"
          + " longitude], [latitude, longitude])`.";
  private static final String POLYGON =
      "The `_geoPolygon` filter doesn't match the expected format: `_geoPolygon([latitude,"
          + " longitude], [latitude, longitude])`.";

  private GeoWords() {}

  /** Refuses words that mean an operation where a name or a value is expected. */
  static void refuseAsValue(ValueReader reader) throws Fault {
    int start = reader.position();
    for (String word : new String[] {"_geoPoint", "_geoDistance"}) {
      if (reader.take(word)) {
        throw reserved(reader, start, word);
      }
    }
    if (reader.takeWord("_geo")) {
      throw reserved(reader, start, "_geo");
    }
    for (String word : new String[] {"_geoRadius", "_geoBoundingBox"}) {
      if (reader.takeWord(word)) {
        throw Fault.hard(
            "The `" + word + "` filter is an operation and can't be used as a value.",
            reader.rest(start));
      }
    }
  }

  private static Fault reserved(ValueReader reader, int start, String word) {
    return Fault.hard(
        "`"
            + word
            + "` is a reserved keyword and thus can't be used as a filter expression. Use the"
            + " `_geoRadius(latitude, longitude, distance)` or `_geoBoundingBox([latitude,"
            + " longitude], [latitude, longitude])` built-in rules to filter on `_geo`"
            + " coordinates.",
        reader.rest(start));
  }

  /** One of the operations, or null if none is next. */
  static @Nullable Filter operation(ValueReader reader) throws Fault {
    int start = reader.position();
    reader.skipSpace();
    if (reader.takeWord("_geoRadius")) {
      return radius(reader);
    }
    if (reader.takeWord("_geoBoundingBox")) {
      return box(reader);
    }
    if (reader.takeWord("_geoPolygon")) {
      return polygon(reader);
    }
    reader.moveTo(start);
    return null;
  }

  private static Filter radius(ValueReader reader) throws Fault {
    List<Token> numbers = new ArrayList<>();
    list(reader, RADIUS, "(", ")", false, () -> numbers.add(reader.number()));
    if (numbers.size() < 3 || numbers.size() > 4) {
      throw Fault.hard(
          "Was expecting 3 or 4 arguments for `_geoRadius`, but instead found "
              + numbers.size()
              + ".",
          reader.rest(reader.position()));
    }
    return new Filter.GeoRadius(
        numbers.get(0),
        numbers.get(1),
        numbers.get(2),
        numbers.size() == 4 ? numbers.get(3) : null);
  }

  private static Filter box(ValueReader reader) throws Fault {
    List<List<Token>> points = points(reader, BOX, false);
    if (points.size() != 2) {
      throw Fault.hard(BOX, reader.rest(reader.position()));
    }
    requirePairs(reader, points);
    return new Filter.GeoBox(
        points.get(0).get(0), points.get(0).get(1), points.get(1).get(0), points.get(1).get(1));
  }

  private static Filter polygon(ValueReader reader) throws Fault {
    List<List<Token>> points = points(reader, POLYGON, true);
    if (points.size() < 3) {
      List<Token> last = points.get(points.size() - 1);
      throw Fault.hard(
          "The `_geoPolygon` filter expects at least 3 points but only "
              + points.size()
              + " were specified",
          last.get(last.size() - 1));
    }
    requirePairs(reader, points);
    return new Filter.GeoPolygon(points.stream().flatMap(List::stream).toList());
  }

  private static List<List<Token>> points(ValueReader reader, String complaint, boolean trailing)
      throws Fault {
    List<List<Token>> points = new ArrayList<>();
    list(
        reader,
        complaint,
        "(",
        ")",
        trailing,
        () -> {
          reader.skipSpace();
          List<Token> point = new ArrayList<>();
          list(reader, complaint, "[", "]", false, () -> point.add(reader.number()));
          reader.skipSpace();
          points.add(point);
        });
    return points;
  }

  private static void requirePairs(ValueReader reader, List<List<Token>> points) throws Fault {
    for (List<Token> point : points) {
      if (point.size() != 2) {
        Token place = point.isEmpty() ? reader.rest(reader.position()) : point.get(0);
        throw Fault.hard(
            "Was expecting 2 coordinates but instead found " + point.size() + ".", place);
      }
    }
  }

  /** Reads one element of a list. */
  private interface Element {
    void read() throws Fault;
  }

  private static void list(
      ValueReader reader,
      String complaint,
      String open,
      String close,
      boolean trailingComma,
      Element element)
      throws Fault {
    int here = reader.position();
    try {
      if (!reader.take(open)) {
        throw Fault.hard(complaint, reader.rest(here));
      }
      do {
        here = reader.position();
        if (trailingComma && reader.take(close)) {
          return;
        }
        element.read();
        here = reader.position();
      } while (reader.take(","));
      if (!reader.take(close)) {
        throw Fault.hard(complaint, reader.rest(here));
      }
    } catch (Fault fault) {
      throw fault.isHard() ? fault : Fault.hard(complaint, reader.rest(here));
    }
  }
}
