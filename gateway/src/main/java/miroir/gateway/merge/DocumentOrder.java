package miroir.gateway.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miroir.gateway.json.FieldValue;
import miroir.gateway.plan.ReservedFields;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list of documents, read from the documents themselves: by the client's sort, then
 * by the order of writing. Numbers come before texts and nothing comes last, whatever the
 * direction; of several values the one counts that comes first in that direction.
 */
final class DocumentOrder implements Comparator<DocumentOrder.Document> {
  /** Distances this close lie in one bucket inside a node. */
  private static final double SAME_PLACE_METRES = 1;

  private static final double EARTH_RADIUS_METRES = 6_371_000;

  private static final Pattern POINT =
      Pattern.compile("_geoPoint\\(\\s*([-+.0-9eE]+)\\s*,\\s*([-+.0-9eE]+)\\s*\\):(asc|desc)");

  private final List<Key> keys = new ArrayList<>();

  /**
   * One document of a node's list.
   *
   * @param json the node's answer
   * @param at offset of the document's brace
   * @param values what each key of the order has found in it
   */
  record Document(byte[] json, int at, List<@Nullable FieldValue> values) {}

  private record Key(String field, boolean descending, double @Nullable [] point) {}

  DocumentOrder(List<String> sort) {
    for (String one : sort) {
      keys.add(key(one));
    }
    keys.add(new Key(ReservedFields.ORDER, false, null));
  }

  private static Key key(String sort) {
    Matcher point = POINT.matcher(sort);
    if (point.matches()) {
      double[] place = {Double.parseDouble(point.group(1)), Double.parseDouble(point.group(2))};
      return new Key("_geo", point.group(3).equals("desc"), place);
    }
    int colon = sort.lastIndexOf(':');
    return new Key(sort.substring(0, Math.max(0, colon)), sort.endsWith(":desc"), null);
  }

  /** Returns the fields that documents are compared by. */
  List<String> fields() {
    return keys.stream().map(Key::field).distinct().toList();
  }

  /** Reads what the document at {@code at} is compared by. */
  Document read(byte[] json, int at) {
    List<@Nullable FieldValue> values = new ArrayList<>();
    for (Key key : keys) {
      double @Nullable [] point = key.point();
      values.add(
          point == null
              ? FieldValue.of(json, at, key.field()).stream()
                  .min((one, other) -> compare(key, one, other))
                  .orElse(null)
              : distance(json, at, point));
    }
    return new Document(json, at, values);
  }

  @Override
  public int compare(Document one, Document other) {
    for (int i = 0; i < keys.size(); i++) {
      int byKey = compare(keys.get(i), one.values().get(i), other.values().get(i));
      if (byKey != 0) {
        return byKey;
      }
    }
    return 0;
  }

  private static int compare(Key key, @Nullable FieldValue one, @Nullable FieldValue other) {
    if (one == null || other == null) {
      return Boolean.compare(one == null, other == null);
    }
    if (one.isNumber() != other.isNumber()) {
      return one.isNumber() ? -1 : 1;
    }
    if (!one.isNumber()) {
      int ascending = FacetOrdering.compareUtf8(one.text(), other.text());
      return key.descending() ? -ascending : ascending;
    }
    double difference = one.asDouble() - other.asDouble();
    if (key.point() != null && Math.abs(difference) <= SAME_PLACE_METRES) {
      return 0;
    }
    return (int) Math.signum(key.descending() ? -difference : difference);
  }

  /** Returns the length of the great circle between a point and the document's {@code _geo}. */
  private static @Nullable FieldValue distance(byte[] json, int at, double[] point) {
    List<FieldValue> latitude = FieldValue.of(json, at, "_geo.lat");
    List<FieldValue> longitude = FieldValue.of(json, at, "_geo.lng");
    if (latitude.isEmpty() || longitude.isEmpty()) {
      return null;
    }
    double toLatitude = Math.toRadians(degrees(latitude.get(0)));
    double fromLatitude = Math.toRadians(point[0]);
    double sineLatitude = Math.sin((toLatitude - fromLatitude) / 2);
    double sineLongitude = Math.sin(Math.toRadians(degrees(longitude.get(0)) - point[1]) / 2);
    double chord =
        sineLatitude * sineLatitude
            + Math.cos(fromLatitude) * Math.cos(toLatitude) * sineLongitude * sineLongitude;
    return FieldValue.number(2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(chord)));
  }

  private static double degrees(FieldValue value) {
    return value.isNumber() ? value.asDouble() : Double.parseDouble(value.text());
  }
}
