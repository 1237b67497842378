package miroir.gateway.merge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import miroir.gateway.json.FieldValue;

/** The order of a facet's values, and the cut that belongs to it (merge-measured.md §6). */
final class FacetOrdering {
  private static final Comparator<Map.Entry<FieldValue, FacetEntry>> BY_NUMBER =
      Comparator.comparingDouble(one -> one.getKey().asDouble());

  private static final Comparator<Map.Entry<FieldValue, FacetEntry>> BY_DIGITS =
      Comparator.comparing(one -> one.getValue().text());

  private static final Comparator<Map.Entry<FieldValue, FacetEntry>> BY_TEXT =
      (one, other) -> compareUtf8(one.getKey().text(), other.getKey().text());

  private static final Comparator<Map.Entry<FieldValue, FacetEntry>> BY_COUNT =
      Comparator.comparingLong(one -> -one.getValue().count());

  private final Comparator<Map.Entry<FieldValue, FacetEntry>> numbers;
  private final Comparator<Map.Entry<FieldValue, FacetEntry>> texts;
  private final boolean fullNumbersLiftTheCut;

  private FacetOrdering(
      Comparator<Map.Entry<FieldValue, FacetEntry>> numbers,
      Comparator<Map.Entry<FieldValue, FacetEntry>> texts,
      boolean fullNumbersLiftTheCut) {
    this.numbers = numbers;
    this.texts = texts;
    this.fullNumbersLiftTheCut = fullNumbersLiftTheCut;
  }

  /**
   * Returns the ordering of a facet.
   *
   * @param candidates how many documents all nodes together counted
   */
  static FacetOrdering of(IndexShape.FacetOrder order, long candidates) {
    boolean textual = candidates <= FacetReader.TEXTUAL_CANDIDATES;
    if (order == IndexShape.FacetOrder.COUNT) {
      return new FacetOrdering(
          BY_COUNT.thenComparing(BY_NUMBER.reversed()),
          BY_COUNT.thenComparing(BY_TEXT.reversed()),
          true);
    }
    return new FacetOrdering(textual ? BY_DIGITS : BY_NUMBER, BY_TEXT, !textual);
  }

  /** Returns the values in their order, as many as a server shows that is set to {@code most}. */
  List<FacetEntry> cut(Map<FieldValue, FacetEntry> values, int most) {
    List<FacetEntry> shown = new ArrayList<>(sorted(values, true));
    List<FacetEntry> behind = sorted(values, false);
    if (shown.size() >= most && fullNumbersLiftTheCut) {
      // A server tells "enough" from a number that its count has then passed.
      return joined(shown.subList(0, most), behind);
    }
    shown.addAll(behind);
    return shown.subList(0, Math.min(most, shown.size()));
  }

  private List<FacetEntry> sorted(Map<FieldValue, FacetEntry> values, boolean areNumbers) {
    return values.entrySet().stream()
        .filter(one -> one.getKey().isNumber() == areNumbers)
        .sorted(areNumbers ? numbers : texts)
        .map(Map.Entry::getValue)
        .toList();
  }

  private static List<FacetEntry> joined(List<FacetEntry> first, List<FacetEntry> second) {
    List<FacetEntry> joined = new ArrayList<>(first);
    joined.addAll(second);
    return joined;
  }

  static int compareUtf8(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
