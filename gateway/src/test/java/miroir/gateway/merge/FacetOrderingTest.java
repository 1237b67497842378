package miroir.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miroir.gateway.json.FieldValue;
import org.junit.jupiter.api.Test;

/** How facets are read, ordered and cut, on either side of the 3,000 candidates. */
class FacetOrderingTest {
  @Test
  void numbersEndWhereTheyCeaseToAscend() {
    Map<FieldValue, FacetEntry> textual = read("{'10':1,'2':1,'7':1,'10':1,'a':1}", true, 100);
    assertThat(numbers(textual)).containsExactly("10", "2", "7");
    assertThat(textual).containsKeys(FieldValue.text("10"), FieldValue.text("a"));
    Map<FieldValue, FacetEntry> numeric = read("{'2':1,'7':1,'10':1,'7':1}", true, 4_000);
    assertThat(numbers(numeric)).containsExactly("2", "7", "10");
    assertThat(numeric).containsKey(FieldValue.text("7"));
  }

  @Test
  void withoutStatisticsAllAreTexts() {
    assertThat(numbers(read("{'1':1,'2':1}", false, 10))).isEmpty();
  }

  @Test
  void byValueNumbersComeFirstAsTextsUpTo3000Candidates() {
    Map<FieldValue, FacetEntry> values = read("{'10':3,'2':1,'B':1,'a':2}", true, 10);
    assertThat(cut(IndexShape.FacetOrder.ALPHA, 3_000, values, 100))
        .containsExactly("10", "2", "a", "B");
    assertThat(cut(IndexShape.FacetOrder.ALPHA, 3_001, values, 100))
        .containsExactly("2", "10", "a", "B");
    assertThat(cut(IndexShape.FacetOrder.ALPHA, 3_000, values, 3)).containsExactly("10", "2", "a");
  }

  @Test
  void byCountTheGreaterKeyBreaksTies() {
    Map<FieldValue, FacetEntry> values = read("{'a':2,'b':5,'c':2}", false, 10);
    assertThat(cut(IndexShape.FacetOrder.COUNT, 10, values, 100)).containsExactly("b", "c", "a");
  }

  @Test
  void numbersThatReachTheLimitLetAllTextsFollow() {
    Map<FieldValue, FacetEntry> values = read("{'1':1,'2':1,'3':1,'a':1,'b':1}", true, 10);
    assertThat(cut(IndexShape.FacetOrder.ALPHA, 3_000, values, 2)).containsExactly("1", "2");
    assertThat(cut(IndexShape.FacetOrder.ALPHA, 3_001, values, 2))
        .containsExactly("1", "2", "a", "b");
    assertThat(cut(IndexShape.FacetOrder.COUNT, 10, values, 3))
        .containsExactly("3", "2", "1", "b", "a");
  }

  @Test
  void spellingsOfOneValueAddUpUnderTheLeast() {
    Map<FieldValue, FacetEntry> values = read("{'drama ':1,'Drama':4}", false, 10);
    assertThat(values).hasSize(1);
    assertThat(values.get(FieldValue.text("DRAMA")))
        .returns("Drama", FacetEntry::text)
        .returns(5L, FacetEntry::count);
  }

  private static List<String> cut(
      IndexShape.FacetOrder order, long candidates, Map<FieldValue, FacetEntry> values, int most) {
    return FacetOrdering.of(order, candidates).cut(values, most).stream()
        .map(FacetEntry::text)
        .toList();
  }

  private static List<String> numbers(Map<FieldValue, FacetEntry> values) {
    List<String> numbers = new ArrayList<>();
    values.forEach(
        (value, entry) -> {
          if (value.isNumber()) {
            numbers.add(entry.text());
          }
        });
    return numbers;
  }

  private static Map<FieldValue, FacetEntry> read(String facet, boolean numeric, long candidates) {
    Map<FieldValue, FacetEntry> values = new LinkedHashMap<>();
    byte[] json = facet.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    new FacetReader(numeric, IndexShape.FacetOrder.ALPHA, candidates).read(json, 0, values);
    return values;
  }
}
