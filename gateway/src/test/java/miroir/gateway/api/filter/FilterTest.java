package miroir.gateway.api.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterTest {
  private static FilterableRules rules(String json) {
    return FilterableRules.of(Json.tree(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String complaint(String filter, String rules) {
    FilterSyntax fault =
        catchThrowableOfType(
            FilterSyntax.class,
            () ->
                FilterRules.check(Filter.parse(filter).orElseThrow(), rules(rules), field -> true));
    return fault.complaint();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a = 1 OR b = 2 AND NOT c > 3 | (\"a\" = \"1\") OR ((\"b\" = \"2\") AND (NOT (\"c\" > \"3\")))",
        "a IN [1, 'x y', \"z\",] | \"a\" IN [\"1\", \"x y\", \"z\"]",
        "a NOT IN[1] | NOT (\"a\" IN [\"1\"])",
        "a 1 TO 2 | \"a\" 1 TO 2",
        "a IS NOT EMPTY | NOT (\"a\" IS EMPTY)",
        "a NOT EXISTS | NOT (\"a\" EXISTS)",
        "a STARTS WITH 'b c' | \"a\" STARTS WITH \"b c\"",
        "_geoRadius(1, 2,3) | _geoRadius(1, 2, 3)",
        "_geoBoundingBox([1,2],[3,4]) | _geoBoundingBox([1, 2], [3, 4])",
        "NOT NOT a = 1 | \"a\" = \"1\"",
      })
  void filtersArePassedOnQuoted(String filter, String serialized) throws FilterSyntax {
    String expected = serialized.replace("\"a\" 1 TO 2", "\"a\" \"1\" TO \"2\"");
    assertThat(Filter.parse(filter).orElseThrow().serialized()).isEqualTo(expected);
  }

  @Test
  void complaintsHaveMessageAndPosition() {
    assertThat(complaint("year ==", "[]"))
        .isEqualTo("Was expecting a value but instead got nothing.\n7:7 year ==");
    assertThat(complaint("rating = 5", "[\"b\",\"a\"]"))
        .isEqualTo(
            "Attribute `rating` is not filterable. Available filterable attribute patterns are:"
                + " `a`, `b`.\n1:7 rating = 5");
    assertThat(complaint("a = 1 b", "[]"))
        .startsWith("Found unexpected characters at the end of the filter: `b`.");
    assertThat(complaint("(a = 1", "[]"))
        .startsWith("Expression `(a = 1` is missing the following closing delimiter: `)`.");
  }

  @Test
  void thirtySixParenthesesPassAndThirtySevenDoNot() throws FilterSyntax {
    String deepest = "(".repeat(36) + "a = 1" + ")".repeat(36);
    assertThat(Filter.parse(deepest)).isPresent();
    FilterSyntax fault =
        catchThrowableOfType(FilterSyntax.class, () -> Filter.parse("(" + deepest + ")"));
    assertThat(fault.complaint()).startsWith("The filter exceeded the maximum depth limit.");
  }

  @Test
  void operatorsMustBeAllowed() {
    String rule = "[{\"attributePatterns\":[\"p\"]}]";
    assertThat(complaint("p > 3", rule))
        .startsWith("Filter operator `>` is not allowed for the attribute `p`.")
        .contains("matched rule #0");
  }
}
