package miroir.gateway.merge;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.JsonOutput;
import miroir.gateway.json.Members;
import miroir.gateway.plan.ReservedFields;

/** Least and greatest number of each field: {@code facetStats}. */
final class FacetRanges {
  private record Range(double least, double greatest) {
    Range plus(Range other) {
      return new Range(Math.min(least, other.least), Math.max(greatest, other.greatest));
    }
  }

  private final Map<String, Range> ranges = new TreeMap<>();

  /** Returns the names of the fields in the statistics at {@code at}. */
  static Set<String> fields(byte[] json, int at) {
    Set<String> fields = new HashSet<>();
    Members members = new Members(json, at);
    while (members.next()) {
      fields.add(members.key());
    }
    return fields;
  }

  /** Adds the statistics at {@code at}. */
  void add(byte[] json, int at) {
    Members members = new Members(json, at);
    while (members.next()) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      Members bounds = new Members(json, members.valueFrom());
      while (bounds.next()) {
        double bound = JsonBytes.number(json, bounds.valueFrom(), bounds.valueTo());
        least = bounds.keyIs("min") ? bound : least;
        greatest = bounds.keyIs("max") ? bound : greatest;
      }
      members.endsAt(bounds.end());
      String field = members.key();
      if (!ReservedFields.contains(field)) {
        ranges.merge(field, new Range(least, greatest), Range::plus);
      }
    }
  }

  /** Adds one number of a field. */
  void add(String field, double number) {
    ranges.merge(field, new Range(number, number), Range::plus);
  }

  /** Appends the object of all ranges. */
  void write(JsonOutput output) {
    output.raw('{');
    String comma = "";
    for (Map.Entry<String, Range> range : ranges.entrySet()) {
      output.raw(comma).string(range.getKey());
      output.raw(":{\"min\":").raw(number(range.getValue().least));
      output.raw(",\"max\":").raw(number(range.getValue().greatest)).raw('}');
      comma = ",";
    }
    output.raw('}');
  }

  /** Returns a number as a node writes it: with a fraction, and without an exponent up to 1e16. */
  private static String number(double number) {
    String text = Double.toString(number);
    if (text.indexOf('E') < 0 || Math.abs(number) >= 1e16 || Math.abs(number) < 1e-5) {
      return text.replace("E", "e").replace(".0e", "e");
    }
    String plain = new BigDecimal(text).toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }
}
