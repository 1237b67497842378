package miroir.gateway.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.Checks;
import miroir.gateway.api.check.JsonPath;
import miroir.gateway.api.check.ObjectShape;

/** What each setting may hold. */
final class SettingChecks {
  private static final List<String> RULES =
      List.of(
          "words",
          "typo",
          "proximity",
          "attribute",
          "attributeRank",
          "wordPosition",
          "sort",
          "exactness");

  private SettingChecks() {}

  static Check of(Setting setting) {
    ErrorCode code = setting.code();
    return switch (setting) {
      case DISPLAYED_ATTRIBUTES,
          SEARCHABLE_ATTRIBUTES,
          SORTABLE_ATTRIBUTES,
          STOP_WORDS,
          NON_SEPARATOR_TOKENS,
          SEPARATOR_TOKENS,
          DICTIONARY ->
          Checks.strings(code);
      case FILTERABLE_ATTRIBUTES -> Checks.array(code, filterable(code));
      case RANKING_RULES -> Checks.array(code, SettingChecks::rankingRule);
      case SYNONYMS -> Checks.map(code, Checks.strings(code));
      case DISTINCT_ATTRIBUTE -> Checks.string(code);
      case PROXIMITY_PRECISION -> Checks.oneOf(code, List.of("byWord", "byAttribute"));
      case TYPO_TOLERANCE -> typoTolerance(code);
      case FACETING -> faceting(code);
      case PAGINATION ->
          ObjectShape.object(code)
              .unknownFields(code)
              .field("maxTotalHits", Checks.nonZeroInteger(code).orNull());
      case EMBEDDERS -> Checks.map(code, EmbedderShape.of(code).orNull());
      case SEARCH_CUTOFF_MS -> Checks.positiveInteger(code);
      case LOCALIZED_ATTRIBUTES -> Checks.array(code, localized(code));
      case FACET_SEARCH -> Checks.bool(code);
      case PREFIX_SEARCH -> Checks.oneOf(code, List.of("indexingTime", "disabled"));
      case FOREIGN_KEYS -> Checks.array(code, Checks.anything());
      case CHAT -> ObjectShape.object(code).open();
    };
  }

  private static Check filterable(ErrorCode code) {
    Check filter =
        ObjectShape.object(code)
            .unknownFields(code)
            .field("equality", Checks.bool(code))
            .field("comparison", Checks.bool(code));
    Check features =
        ObjectShape.object(code)
            .unknownFields(code)
            .field("facetSearch", Checks.bool(code))
            .field("filter", filter);
    Check pattern =
        ObjectShape.object(code)
            .unknownFields(code)
            .required("attributePatterns", Checks.strings(code), code)
            .field("features", features);
    Check name = Checks.string(code);
    return (value, at) -> (value.isObject() ? pattern : name).check(value, at);
  }

  private static void rankingRule(JsonNode value, JsonPath at) {
    ErrorCode code = ErrorCode.INVALID_SETTINGS_RANKING_RULES;
    Checks.string(code).check(value, at);
    String rule = value.textValue();
    if (RULES.contains(rule)) {
      return;
    }
    try {
      if (SortExpression.parse(rule).point() != null) {
        throw Checks.unexpected(code, at, reservedForSort());
      }
    } catch (SortExpression.Malformed e) {
      throw Checks.unexpected(code, at, rankingRuleComplaint(rule, e));
    }
  }

  private static String rankingRuleComplaint(String rule, SortExpression.Malformed fault) {
    if (!fault.reserved()) {
      return "`"
          + rule
          + "` ranking rule is invalid. Valid ranking rules are words, typo, sort, proximity,"
          + " attribute, exactness and custom ranking rules.";
    }
    String expression = fault.expression();
    if (expression.startsWith("_geoPoint")) {
      return reservedForSort();
    }
    for (String word : List.of("_geoRadius", "_geoBoundingBox")) {
      if (expression.startsWith(word)) {
        return "`"
            + word
            + "` is a reserved keyword and thus can't be used as a ranking rule. `"
            + word
            + "` can only be used for filtering at search time";
      }
    }
    return "`" + expression + "` is a reserved keyword and thus can't be used as a ranking rule";
  }

  private static String reservedForSort() {
    return "`_geoPoint` is a reserved keyword and thus can't be used as a ranking rule."
        + " `_geoPoint` can only be used for sorting at search time";
  }

  private static Check typoTolerance(ErrorCode code) {
    Check sizes =
        ObjectShape.object(code)
            .unknownFields(code)
            .field("oneTypo", Checks.positiveInteger(code, 255).orNull())
            .field("twoTypos", Checks.positiveInteger(code, 255).orNull());
    return ObjectShape.object(code)
        .unknownFields(code)
        .field("enabled", Checks.bool(code).orNull())
        .field("minWordSizeForTypos", ordered(code, sizes).orNull())
        .field("disableOnWords", Checks.strings(code).orNull())
        .field("disableOnAttributes", Checks.strings(code).orNull())
        .field("disableOnNumbers", Checks.bool(code).orNull());
  }

  private static Check ordered(ErrorCode code, Check sizes) {
    return (value, at) -> {
      sizes.check(value, at);
      if (value.path("oneTypo").isInt() && value.path("twoTypos").isInt()) {
        int one = value.path("oneTypo").intValue();
        int two = value.path("twoTypos").intValue();
        if (one > two) {
          throw Checks.unexpected(code, at, typoSizes(one, two));
        }
      }
    };
  }

  static String typoSizes(int one, int two) {
    return "`minWordSizeForTypos` setting is invalid. `oneTypo` and `twoTypos` fields should be"
        + " between `0` and `255`, and `twoTypos` should be greater or equals to `oneTypo` but"
        + " found `oneTypo: "
        + one
        + "` and twoTypos: "
        + two
        + "`.";
  }

  private static Check faceting(ErrorCode code) {
    Check order = Checks.oneOf(code, List.of("alpha", "count"));
    return ObjectShape.object(code)
        .unknownFields(code)
        .field("maxValuesPerFacet", Checks.positiveInteger(code).orNull())
        .field("sortFacetValuesBy", Checks.map(code, order).orNull());
  }

  private static Check localized(ErrorCode code) {
    return ObjectShape.object(code)
        .unknownFields(code)
        .required("attributePatterns", Checks.strings(code), code)
        .required("locales", Checks.array(code, Checks.oneOf(code, Locales.all())), code);
  }
}
