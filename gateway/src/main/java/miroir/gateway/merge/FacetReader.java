package miroir.gateway.merge;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import miroir.gateway.json.FieldValue;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.JsonOutput;
import miroir.gateway.json.Members;

/**
 * Reads one facet of one node. Numbers and texts look alike there: {@code 7} and {@code "7"} are
 * both keys {@code "7"}. Numbers stand first and ascend, so the first key that does not fit begins
 * the texts.
 */
final class FacetReader {
  /** Up to so many candidates a node orders numbers as texts. */
  static final long TEXTUAL_CANDIDATES = 3_000;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private final boolean textual;
  private final boolean byCount;
  private boolean inNumbers;
  private String last = "";

  /**
   * Prepares to read a facet.
   *
   * @param numeric whether the node gave statistics of the field, so that there are numbers
   * @param order in which order the node gave them
   * @param candidates how many documents the node counted
   */
  FacetReader(boolean numeric, IndexShape.FacetOrder order, long candidates) {
    this.inNumbers = numeric;
    this.byCount = order == IndexShape.FacetOrder.COUNT;
    this.textual = candidates <= TEXTUAL_CANDIDATES;
  }

  /** Adds the values of the object at {@code at}; returns the offset behind it. */
  int read(byte[] json, int at, Map<FieldValue, FacetEntry> values) {
    Members members = new Members(json, at);
    while (members.next()) {
      String text = members.key();
      long count = JsonBytes.integer(json, members.valueFrom(), members.valueTo());
      byte[] key = Arrays.copyOfRange(json, members.keyFrom(), members.keyTo());
      values.merge(value(text), new FacetEntry(key, text, count), FacetEntry::joined);
    }
    return members.end();
  }

  /** Returns the values of a field in a document, each once, as a node would count them. */
  static Map<FieldValue, FacetEntry> ofDocument(byte[] json, int at, String field) {
    Map<FieldValue, FacetEntry> values = new LinkedHashMap<>();
    FieldValue.visit(
        json,
        at,
        field,
        (value, from, to) -> {
          String text = json[from] == '"' ? JsonBytes.string(json, from, to) : literal(value);
          byte[] key = new JsonOutput(to - from).string(text).toBytes();
          values.putIfAbsent(value, new FacetEntry(key, text, 1));
        });
    return values;
  }

  private static String literal(FieldValue value) {
    return value.isNumber() ? plain(value.asDouble()) : value.text();
  }

  /** Returns a number as facets show it: without an exponent, and whole where it is. */
  static String plain(double number) {
    String text = new BigDecimal(Double.toString(number)).toPlainString();
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private FieldValue value(String text) {
    if (inNumbers && NUMBER.matcher(text).matches() && ascends(text)) {
      last = text;
      return FieldValue.number(Double.parseDouble(text));
    }
    inNumbers = inNumbers && byCount;
    return FieldValue.text(text);
  }

  private boolean ascends(String text) {
    if (last.isEmpty() || byCount) {
      return true;
    }
    return textual ? last.compareTo(text) < 0 : Double.parseDouble(last) < Double.parseDouble(text);
  }
}
