package miroir.gateway.api.filter;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import miroir.gateway.api.attribute.FilterFeatures;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.attribute.GeoBounds;

/** Whether a filter may be used with an index's settings. */
public final class FilterRules {
  private static final String GEO = "_geo";
  private static final String GEO_JSON = "_geojson";

  private final FilterableRules rules;
  private final Predicate<String> fieldExists;

  private FilterRules(FilterableRules rules, Predicate<String> fieldExists) {
    this.rules = rules;
    this.fieldExists = fieldExists;
  }

  /**
   * Checks a filter: attributes first, then operators and coordinates.
   *
   * @param fieldExists whether some document has the field; Meilisearch judges the operators of
   *     other fields not at all
   * @throws FilterSyntax with Meilisearch's complaint, without the name of the index before it
   */
  public static void check(Filter filter, FilterableRules rules, Predicate<String> fieldExists)
      throws FilterSyntax {
    FilterRules check = new FilterRules(rules, fieldExists);
    Optional<Token> stranger = check.lastNotFilterable(filter);
    if (stranger.isPresent()) {
      throw check.notFilterable(stranger.get(), stranger.get().value());
    }
    check.operators(filter);
  }

  /** Meilisearch looks from the end, so the last attribute that is not filterable is told. */
  private Optional<Token> lastNotFilterable(Filter filter) {
    if (filter instanceof Filter.Where where) {
      return rules.filterable(where.attribute().value())
          ? Optional.empty()
          : Optional.of(where.attribute());
    }
    if (filter instanceof Filter.Not not) {
      return lastNotFilterable(not.part());
    }
    List<Filter> parts =
        filter instanceof Filter.And and
            ? and.parts()
            : filter instanceof Filter.Or or ? or.parts() : List.of();
    for (int i = parts.size() - 1; i >= 0; i--) {
      Optional<Token> found = lastNotFilterable(parts.get(i));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private FilterSyntax notFilterable(Token place, String attribute) {
    var patterns = rules.patterns(FilterFeatures::filterable);
    String known =
        patterns.isEmpty()
            ? " This index does not have configured filterable attributes."
            : " Available filterable attribute patterns are: `"
                + String.join("`, `", patterns)
                + "`.";
    return new FilterSyntax(
        place.complaint("Attribute `" + attribute + "` is not filterable." + known));
  }

  private void operators(Filter filter) throws FilterSyntax {
    if (filter instanceof Filter.And and) {
      for (Filter part : and.parts()) {
        operators(part);
      }
    } else if (filter instanceof Filter.Or or) {
      for (Filter part : or.parts()) {
        operators(part);
      }
    } else if (filter instanceof Filter.Not not) {
      operators(not.part());
    } else if (filter instanceof Filter.Where where) {
      operator(where);
    } else if (filter instanceof Filter.GeoRadius radius) {
      radius(radius);
    } else if (filter instanceof Filter.GeoBox box) {
      box(box);
    } else if (filter instanceof Filter.GeoPolygon polygon && !rules.names(GEO_JSON)) {
      throw notFilterable(polygon.coordinates().get(0), GEO_JSON);
    }
  }

  private void operator(Filter.Where where) throws FilterSyntax {
    String attribute = where.attribute().value();
    Optional<FilterableRules.Matched> matched = rules.matching(attribute);
    if (matched.isEmpty() || !fieldExists.test(attribute)) {
      return;
    }
    Condition condition = where.condition();
    FilterFeatures features = matched.get().features();
    boolean equality =
        condition instanceof Condition.Equal
            || condition instanceof Condition.NotEqual
            || (condition instanceof Condition.In in && !in.values().isEmpty());
    boolean comparison =
        condition instanceof Condition.Compare || condition instanceof Condition.Between;
    if ((equality && !features.equality()) || (comparison && !features.comparison())) {
      throw new FilterSyntax(notAllowed(attribute, condition.operator(), matched.get(), equality));
    }
  }

  private static String notAllowed(
      String attribute, String operator, FilterableRules.Matched matched, boolean equality) {
    int rule = matched.position();
    return "Filter operator `"
        + operator
        + "` is not allowed for the attribute `"
        + attribute
        + "`.\n  - Note: allowed operators: "
        + String.join(", ", matched.features().operators())
        + ".\n  - Note: field `"
        + attribute
        + "` matched rule #"
        + rule
        + " in `filterableAttributes`\n  - Hint: enable "
        + (equality ? "equality" : "comparison")
        + " in rule #"
        + rule
        + " by modifying the features.filter object\n  - Hint: prepend another rule matching `"
        + attribute
        + "` with appropriate filter features before rule #"
        + rule;
  }

  private void radius(Filter.GeoRadius radius) throws FilterSyntax {
    latitude(radius.latitude());
    longitude(radius.longitude());
    Token resolution = radius.resolution();
    if (resolution != null) {
      double count = Double.parseDouble(resolution.value());
      if (count < 3 || count > 1000) {
        throw new FilterSyntax(
            resolution.complaint(
                "Invalid resolution `"
                    + GeoBounds.plain(count)
                    + "`. Resolution must be between 3 and 1000."));
      }
    }
    requireGeo(radius.latitude());
  }

  private void box(Filter.GeoBox box) throws FilterSyntax {
    latitude(box.top());
    longitude(box.right());
    latitude(box.bottom());
    longitude(box.left());
    double top = Double.parseDouble(box.top().value());
    double bottom = Double.parseDouble(box.bottom().value());
    if (top < bottom) {
      throw new FilterSyntax(
          box.left()
              .complaint(
                  "The top latitude `"
                      + GeoBounds.plain(top)
                      + "` is below the bottom latitude `"
                      + GeoBounds.plain(bottom)
                      + "`."));
    }
    requireGeo(box.top());
  }

  private void requireGeo(Token place) throws FilterSyntax {
    if (!rules.names(GEO) && !rules.names(GEO_JSON)) {
      throw notFilterable(place, GEO + "/" + GEO_JSON);
    }
  }

  private static void latitude(Token token) throws FilterSyntax {
    double latitude = Double.parseDouble(token.value());
    if (!(latitude >= -90 && latitude <= 90)) {
      throw new FilterSyntax(token.complaint(GeoBounds.badLatitude(latitude)));
    }
  }

  private static void longitude(Token token) throws FilterSyntax {
    double longitude = Double.parseDouble(token.value());
    if (!(longitude >= -180 && longitude <= 180)) {
      throw new FilterSyntax(token.complaint(GeoBounds.badLongitude(longitude)));
    }
  }
}
