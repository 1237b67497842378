package miroir.gateway.api.json;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Writes JSON in the one compact form that Meilisearch writes: no white space, shortest numbers.
 */
public final class JsonText {
  private static final String HEXADECIMAL = "0123456789abcdef";

  private JsonText() {}

  /** The compact text of a value. */
  public static String of(JsonNode value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  /** Appends the compact text of a value. */
  public static void append(StringBuilder out, JsonNode value) {
    if (value.isObject()) {
      appendObject(out, value);
    } else if (value.isArray()) {
      out.append('[');
      for (int i = 0; i < value.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        append(out, value.get(i));
      }
      out.append(']');
    } else if (value.isTextual()) {
      appendString(out, value.textValue());
    } else if (value.isDouble() || value.isFloat()) {
      out.append(number(value.doubleValue()));
    } else {
      out.append(value.asText());
    }
  }

  private static void appendObject(StringBuilder out, JsonNode value) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      appendString(out, field.getKey());
      out.append(':');
      append(out, field.getValue());
    }
    out.append('}');
  }

  /** A string with quotes and escapes. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    appendString(out, text);
    return out.toString();
  }

  /** Appends a string with quotes and escapes. */
  public static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEXADECIMAL.charAt(c >> 4));
            out.append(HEXADECIMAL.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** The shortest decimal text that reads back as this double, as Meilisearch prints it. */
  public static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "null";
    }
    String java = DoubleToDecimal.toString(value);
    int mark = java.indexOf('E');
    String mantissa = mark < 0 ? java : java.substring(0, mark);
    int exponent = mark < 0 ? 0 : Integer.parseInt(java.substring(mark + 1));
    boolean negative = mantissa.charAt(0) == '-';
    if (negative) {
      mantissa = mantissa.substring(1);
    }
    int point = mantissa.indexOf('.');
    String digits = mantissa.substring(0, point) + mantissa.substring(point + 1);
    int pointPosition = point + exponent;
    int leading = 0;
    while (leading < digits.length() - 1 && digits.charAt(leading) == '0') {
      leading++;
    }
    int end = digits.length();
    while (end > leading + 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    String text = place(digits.substring(leading, end), pointPosition - leading);
    return negative ? "-" + text : text;
  }

  /** Places the decimal point: plain between 1e-5 and 1e16, otherwise with an exponent. */
  private static String place(String digits, int pointPosition) {
    if (digits.equals("0")) {
      return "0.0";
    }
    int length = digits.length();
    if (length <= pointPosition && pointPosition <= 16) {
      return digits + "0".repeat(pointPosition - length) + ".0";
    }
    if (0 < pointPosition && pointPosition <= 16) {
      return digits.substring(0, pointPosition) + "." + digits.substring(pointPosition);
    }
    if (-5 < pointPosition && pointPosition <= 0) {
      return "0." + "0".repeat(-pointPosition) + digits;
    }
    int exponent = pointPosition - 1;
    String head = length == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return head + "e" + (exponent > 0 ? "+" : "") + exponent;
  }
}
