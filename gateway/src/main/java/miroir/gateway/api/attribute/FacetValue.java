package miroir.gateway.api.attribute;

import java.text.Normalizer;
import java.util.Locale;

/** When two values of a facet are the same. */
public final class FacetValue {
  private FacetValue() {}

  /** The form in which values are compared: trimmed, decomposed, lower case. */
  public static String normalize(String value) {
    return Normalizer.normalize(trim(value), Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
  }

  /** Without Unicode white space at the ends. */
  public static String trim(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && isWhiteSpace(value.charAt(start))) {
      start++;
    }
    while (end > start && isWhiteSpace(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  /** White space as Unicode defines it. */
  public static boolean isWhiteSpace(int c) {
    return (c >= 9 && c <= 13) || c == 0x85 || Character.isSpaceChar(c);
  }
}
