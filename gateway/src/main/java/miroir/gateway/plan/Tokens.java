package miroir.gateway.plan;

import java.util.List;
import miroir.cluster.Slot;

/**
 * The tokens by which a node selects slots. A slot is four hexadecimal digits; each digit is one of
 * sixteen C1 control characters, which no client setting can make searchable. The first two, three
 * and four digits are tokens of 6, 10 and 14 bits: length tells the level, a coarse token is a
 * prefix of the finer ones, and the order of bytes is the order of slots.
 */
public final class Tokens {
  /** Levels of tokens, coarsest first, in bits of the slot. */
  static final int[] LEVEL_BITS = {6, 10, 14};

  /** Bytes of all three tokens of a slot: nine digits, each of which takes two. */
  public static final int SLOT_BYTES = 2 * (2 + 3 + 4);

  /** Without U+0085, which facets trim as white space, and without those that terminals act on. */
  private static final String DIGITS =
      "\u0080\u0081\u0082\u0083\u0086\u0087\u0089\u008A\u008B\u008C\u0091\u0092\u0093\u0094\u0095\u0096";

  private Tokens() {}

  /** Returns the three tokens of a slot, coarsest first: the value of {@code _miroir_shard}. */
  public static List<String> ofSlot(int slot) {
    String all = digits(slot, 4);
    return List.of(all.substring(0, 2), all.substring(0, 3), all);
  }

  /**
   * Returns the token of an aligned run of slots.
   *
   * @param first the run's first slot, a multiple of its length
   * @param length 256, 16 or 1 slots
   * @throws IllegalArgumentException when no token stands for exactly this run
   */
  public static String ofRun(int first, int length) {
    if (first < 0 || first >= Slot.COUNT || first % length != 0) {
      throw new IllegalArgumentException("not an aligned run: " + first + " + " + length);
    }
    return switch (length) {
      case 256 -> digits(first >>> 8, 2);
      case 16 -> digits(first >>> 4, 3);
      case 1 -> digits(first, 4);
      default -> throw new IllegalArgumentException("no token for a run of " + length + " slots");
    };
  }

  /**
   * Returns the first slot that a token stands for; it stands for {@link #length} slots.
   *
   * @throws IllegalArgumentException when the text is no token
   */
  public static int firstSlot(String token) {
    return (int) value(token) << (4 * (4 - token.length()));
  }

  /** Returns for how many slots a token stands: 256, 16 or 1. */
  public static int length(String token) {
    return switch (token.length()) {
      case 2 -> 256;
      case 3 -> 16;
      case 4 -> 1;
      default -> throw new IllegalArgumentException("a token has 2 to 4 digits: " + token.length());
    };
  }

  /** Returns a number as so many hexadecimal digits of the alphabet; higher bits are cut off. */
  static String digits(long value, int count) {
    char[] digits = new char[count];
    for (int i = count - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (value & 15));
      value >>>= 4;
    }
    return new String(digits);
  }

  /**
   * Writes a slot's token of 2, 3 or 4 digits as UTF-8 and returns the offset behind it.
   *
   * @param digits how many, which says how coarse
   */
  public static int write(byte[] out, int at, int slot, int digits) {
    return writeDigits(out, at, slot >>> (4 * (4 - digits)), digits);
  }

  /** Writes what {@link #digits} returns, as UTF-8: two bytes a digit. */
  static int writeDigits(byte[] out, int at, long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      out[at + 2 * i] = (byte) 0xC2;
      out[at + 2 * i + 1] = (byte) DIGITS.charAt((int) (value & 15));
      value >>>= 4;
    }
    return at + 2 * count;
  }

  /** Returns the number that digits of the alphabet stand for. */
  static long value(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = DIGITS.indexOf(digits.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException("not a digit: U+%04X".formatted((int) digits.charAt(i)));
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
