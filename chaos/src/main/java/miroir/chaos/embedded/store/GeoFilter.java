package miroir.chaos.embedded.store;

import java.util.BitSet;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.Token;

/** Distances on Earth, and the documents within them. */
public final class GeoFilter {
  private static final double EARTH_RADIUS_METRES = 6_371_000;

  private GeoFilter() {}

  static BitSet within(IndexView view, Filter.GeoRadius filter) {
    double latitude = number(filter.latitude());
    double longitude = number(filter.longitude());
    double radius = number(filter.radiusMetres());
    BitSet found = new BitSet();
    view.visitGeo(
        (document, lat, lng) -> {
          if (distanceMetres(latitude, longitude, lat, lng) <= radius + Math.ulp(1.0)) {
            found.set(document);
          }
        });
    return found;
  }

  static BitSet within(IndexView view, Filter.GeoBox filter) {
    double top = number(filter.top());
    double right = number(filter.right());
    double bottom = number(filter.bottom());
    double left = number(filter.left());
    boolean acrossDateLine = right < left;
    BitSet found = new BitSet();
    view.visitGeo(
        (document, lat, lng) -> {
          boolean high = lat >= bottom && lat <= top;
          boolean wide = acrossDateLine ? lng >= left || lng <= right : lng >= left && lng <= right;
          if (high && wide) {
            found.set(document);
          }
        });
    return found;
  }

  private static double number(Token token) {
    return Double.parseDouble(token.value());
  }

  /** Great-circle distance by the haversine formula. */
  public static double distanceMetres(
      double latitude1, double longitude1, double latitude2, double longitude2) {
    double lat1 = Math.toRadians(latitude1);
    double lat2 = Math.toRadians(latitude2);
    double halfLat = Math.sin((lat2 - lat1) / 2);
    double halfLng = Math.sin(Math.toRadians(longitude2 - longitude1) / 2);
    double h = halfLat * halfLat + Math.cos(lat1) * Math.cos(lat2) * halfLng * halfLng;
    return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
  }
}
