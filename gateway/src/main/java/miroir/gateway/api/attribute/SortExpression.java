package miroir.gateway.api.attribute;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code sort}, such as {@code price:asc} or {@code _geoPoint(1, 2):desc}.
 *
 * @param field the attribute; empty for a point
 * @param point where distances are measured from, or null
 * @param ascending smallest or nearest first
 */
public record SortExpression(String field, @Nullable Point point, boolean ascending) {
  /** A place on Earth, in degrees. */
  public record Point(double latitude, double longitude) {}

  /** Why an expression cannot be read. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean reserved;
    private final String expression;

    private Malformed(String message, boolean reserved, String expression) {
      super(message, null, false, false);
      this.reserved = reserved;
      this.expression = expression;
    }

    /** True if a reserved word was used rather than a wrong syntax. */
    public boolean reserved() {
      return reserved;
    }

    /** The part that could not be read. */
    public String expression() {
      return expression;
    }

    /** The complaint, as it stands behind the parameter. */
    public String complaint() {
      return String.valueOf(getMessage());
    }
  }

  /** Reads an expression. */
  public static SortExpression parse(String text) throws Malformed {
    int colon = text.lastIndexOf(':');
    String order = colon < 0 ? "" : text.substring(colon + 1);
    if (!order.equals("asc") && !order.equals("desc")) {
      throw new Malformed(
          "Invalid syntax for the sort parameter: expected expression ending by `:asc` or `:desc`,"
              + " found `"
              + text
              + "`.",
          false,
          text);
    }
    String member = text.substring(0, colon);
    boolean ascending = order.equals("asc");
    if (member.startsWith("_geoPoint(") && member.endsWith(")")) {
      return new SortExpression("", point(member), ascending);
    }
    requireNotReserved(member);
    return new SortExpression(member, null, ascending);
  }

  private static Point point(String member) throws Malformed {
    String inside = member.substring("_geoPoint(".length(), member.length() - 1);
    String[] parts = inside.split(",", 2);
    double latitude;
    double longitude;
    try {
      if (parts.length < 2) {
        throw badPoint(member);
      }
      latitude = Double.parseDouble(parts[0].trim());
      longitude = Double.parseDouble(parts[1].trim());
    } catch (NumberFormatException e) {
      throw badPoint(member);
    }
    if (!(latitude >= -90 && latitude <= 90)) {
      throw new Malformed(GeoBounds.badLatitude(latitude), true, member);
    }
    if (!(longitude >= -180 && longitude <= 180)) {
      throw new Malformed(GeoBounds.badLongitude(longitude), true, member);
    }
    return new Point(latitude, longitude);
  }

  private static Malformed badPoint(String member) {
    return new Malformed(
        "Invalid syntax for the geo parameter: expected expression formated like"
            + " `_geoPoint(latitude, longitude)` and ending by `:asc` or `:desc`, found `"
            + member
            + "`.",
        true,
        member);
  }

  private static void requireNotReserved(String member) throws Malformed {
    if (member.startsWith("_geoPoint")) {
      throw badPoint(member);
    }
    for (String word : new String[] {"_geoRadius", "_geoBoundingBox"}) {
      if (member.equals(word) || member.startsWith(word + "(")) {
        throw new Malformed(
            "`"
                + word
                + "` is a reserved keyword and thus can't be used as a sort expression. `"
                + word
                + "` can only be used for filtering at search time.",
            true,
            member);
      }
    }
    for (String word : new String[] {"_geo", "_geoDistance", "_geojson"}) {
      if (member.equals(word) || member.startsWith(word + "(")) {
        throw new Malformed(
            "`"
                + member
                + "` is a reserved keyword and thus can't be used as a sort expression. Use the"
                + " _geoPoint(latitude, longitude) built-in rule to sort on _geo field"
                + " coordinates.",
            true,
            member);
      }
    }
  }
}
