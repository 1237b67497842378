package miroir.chaos.embedded.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/**
 * Keys under which Lucene files what can be filtered: two bytes of attribute, one of kind, then the
 * value in an order that bytes keep.
 */
public final class FacetTerm {
  /** The attribute is there. */
  public static final byte EXISTS = 'e';

  /** The value is null. */
  public static final byte NULL = 'n';

  /** The value is an empty string, array or object. */
  public static final byte EMPTY = 'z';

  /** A number follows. */
  public static final byte NUMBER = 'd';

  /** A normalised string follows, then a zero byte, then the string as it was written. */
  public static final byte STRING = 's';

  private static final int HEAD = 3;
  private static final int MAX_STRING_BYTES = 468;

  /** Lucene allows 32766 in a term. */
  private static final int MAX_SPELLING_BYTES = 32_000;

  private FacetTerm() {}

  /** What all terms of a kind begin with. */
  public static BytesRef head(int attribute, byte kind) {
    return new BytesRef(new byte[] {(byte) (attribute >> 8), (byte) attribute, kind});
  }

  /** A number. */
  public static BytesRef number(int attribute, double value) {
    byte[] bytes = new byte[HEAD + Long.BYTES];
    System.arraycopy(head(attribute, NUMBER).bytes, 0, bytes, 0, HEAD);
    double zero = value == 0 ? 0.0 : value;
    NumericUtils.longToSortableBytes(NumericUtils.doubleToSortableLong(zero), bytes, HEAD);
    return new BytesRef(bytes);
  }

  /** All terms of a normalised string begin so. */
  public static BytesRef string(int attribute, String normalized) {
    byte[] value = cut(normalized);
    byte[] bytes = new byte[HEAD + value.length + 1];
    System.arraycopy(head(attribute, STRING).bytes, 0, bytes, 0, HEAD);
    System.arraycopy(value, 0, bytes, HEAD, value.length);
    return new BytesRef(bytes);
  }

  /** A string with its spelling. */
  static BytesRef string(int attribute, String normalized, String original) {
    BytesRef stem = string(attribute, normalized);
    byte[] spelling = original.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(spelling.length, MAX_SPELLING_BYTES);
    byte[] bytes = Arrays.copyOf(stem.bytes, stem.length + length);
    System.arraycopy(spelling, 0, bytes, stem.length, length);
    return new BytesRef(bytes);
  }

  private static byte[] cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_STRING_BYTES) {
      return bytes;
    }
    int end = MAX_STRING_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** The number in a term. */
  public static double numberOf(BytesRef term) {
    return NumericUtils.sortableLongToDouble(
        NumericUtils.sortableBytesToLong(term.bytes, term.offset + HEAD));
  }

  /** The normalised string in a term. */
  public static String normalizedOf(BytesRef term) {
    int end = separator(term);
    return new String(term.bytes, term.offset + HEAD, end - HEAD, StandardCharsets.UTF_8);
  }

  /** The spelling in a term. */
  public static String originalOf(BytesRef term) {
    int end = separator(term) + 1;
    return new String(term.bytes, term.offset + end, term.length - end, StandardCharsets.UTF_8);
  }

  private static int separator(BytesRef term) {
    int i = HEAD;
    while (term.bytes[term.offset + i] != 0) {
      i++;
    }
    return i;
  }
}
