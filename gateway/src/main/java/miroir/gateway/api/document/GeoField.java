package miroir.gateway.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/** The field {@code _geo} of a document, where it is filterable or sortable. */
public final class GeoField {
  private static final String GEO = "_geo";

  /**
   * Where a document is.
   *
   * @param latitude degrees
   * @param longitude degrees
   */
  public record Place(double latitude, double longitude) {}

  private GeoField() {}

  /** The place of a document that passed {@link #complaint}; empty if it has none. */
  public static Optional<Place> place(ObjectNode document) {
    JsonNode geo = document.path(GEO);
    Double latitude = number(geo.path("lat"));
    Double longitude = number(geo.path("lng"));
    return latitude == null || longitude == null
        ? Optional.empty()
        : Optional.of(new Place(latitude, longitude));
  }

  /**
   * The error of the task for a place that cannot be used.
   *
   * @param id of the document, in canonical text
   */
  public static Optional<ApiError> complaint(ObjectNode document, String id) {
    JsonNode geo = document.get(GEO);
    if (geo == null || geo.isNull()) {
      return Optional.empty();
    }
    String quotedId = JsonText.quoted(id);
    if (!geo.isObject()) {
      return told(
          "The `_geo` field in the document with the id: `"
              + quotedId
              + "` is not an object. Was expecting an object with the `_geo.lat` and `_geo.lng`"
              + " fields but instead got `"
              + JsonText.of(geo)
              + "`.");
    }
    boolean hasLatitude = geo.hasNonNull("lat");
    boolean hasLongitude = geo.hasNonNull("lng");
    if (!hasLatitude && !hasLongitude) {
      return told(
          "Could not find latitude nor longitude in the document with the id: `"
              + quotedId
              + "`. Was expecting `_geo.lat` and `_geo.lng` fields.");
    }
    if (!hasLatitude || !hasLongitude) {
      String name = hasLatitude ? "longitude" : "latitude";
      return told(
          "Could not find "
              + name
              + " in the document with the id: `"
              + quotedId
              + "`. Was expecting a `_geo."
              + (hasLatitude ? "lng" : "lat")
              + "` field.");
    }
    return unreadable(geo, quotedId).or(() -> extraFields(geo, quotedId));
  }

  private static Optional<ApiError> unreadable(JsonNode geo, String quotedId) {
    boolean latitude = number(geo.get("lat")) != null;
    boolean longitude = number(geo.get("lng")) != null;
    if (!latitude && !longitude) {
      return told(
          "Could not parse latitude nor longitude in the document with the id: `"
              + quotedId
              + "`. Was expecting finite numbers but instead got `"
              + JsonText.of(geo.get("lat"))
              + "` and `"
              + JsonText.of(geo.get("lng"))
              + "`.");
    }
    if (!latitude || !longitude) {
      return told(
          "Could not parse "
              + (latitude ? "longitude" : "latitude")
              + " in the document with the id: `"
              + quotedId
              + "`. Was expecting a finite number but instead got `"
              + JsonText.of(geo.get(latitude ? "lng" : "lat"))
              + "`.");
    }
    return Optional.empty();
  }

  private static Optional<ApiError> extraFields(JsonNode geo, String quotedId) {
    ObjectNode extra = Json.object();
    geo.properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("lat") && !field.getKey().equals("lng")) {
                extra.set(field.getKey(), field.getValue());
              }
            });
    return extra.isEmpty()
        ? Optional.empty()
        : told(
            "The `_geo` field in the document with the id: `"
                + quotedId
                + "` contains the following unexpected fields: `"
                + JsonText.of(extra)
                + "`.");
  }

  private static Optional<ApiError> told(String message) {
    return Optional.of(ErrorCode.INVALID_DOCUMENT_GEO_FIELD.with(message));
  }

  /** A finite number, also one in a string; null otherwise. */
  private static @Nullable Double number(@Nullable JsonNode value) {
    if (value == null) {
      return null;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (!value.isTextual()) {
      return null;
    }
    try {
      double number = Double.parseDouble(value.textValue());
      return Double.isInfinite(number) || Double.isNaN(number) ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
