package miroir.gateway.api.attribute;

import miroir.gateway.api.json.JsonText;

/** What is said about coordinates that are not on Earth. */
public final class GeoBounds {
  private GeoBounds() {}

  /** Complains about a latitude beyond the poles. */
  public static String badLatitude(double latitude) {
    return "Bad latitude `"
        + plain(latitude)
        + "`. Latitude must be contained between -90 and 90 degrees.";
  }

  /** Complains about a longitude beyond the date line. */
  public static String badLongitude(double longitude) {
    double turned = (longitude + 180.0) % 360.0;
    double normalized = (turned < 0 ? turned + 360.0 : turned) - 180.0;
    return "Bad longitude `"
        + plain(longitude)
        + "`. Longitude must be contained between -180 and 180 degrees. Hint: try using `"
        + plain(normalized)
        + "` instead.";
  }

  /** A number without a fraction of zero. */
  public static String plain(double number) {
    String text = JsonText.number(number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
