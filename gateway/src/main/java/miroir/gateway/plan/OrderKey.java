package miroir.gateway.plan;

/**
 * Where a document stands in the order of writing: the value of {@code _miroir_order}. Keys of a
 * later lease come after all keys of an earlier one, so that a new writer need not know how far the
 * last one came.
 *
 * @param leaseEpoch epoch of the lease under which the document was written, below 2^24
 * @param number the document's number within the lease, below 2^40
 */
public record OrderKey(int leaseEpoch, long number) implements Comparable<OrderKey> {
  /** Number of digits of a key: six of the epoch, ten of the number. */
  public static final int DIGITS = 16;

  /** Length of a key in UTF-8. */
  public static final int BYTES = 2 * DIGITS;

  private static final int EPOCH_DIGITS = 6;
  private static final int NUMBER_DIGITS = DIGITS - EPOCH_DIGITS;

  /** Checks both parts, because a key that overflowed would sort before its elders. */
  public OrderKey {
    if (leaseEpoch < 0 || leaseEpoch >= 1 << 24 || number < 0 || number >= 1L << 40) {
      throw new IllegalArgumentException("order key out of range: " + leaseEpoch + ", " + number);
    }
  }

  /**
   * Reads a key from its text.
   *
   * @throws IllegalArgumentException when the text is no key
   */
  public static OrderKey parse(String text) {
    if (text.length() != DIGITS) {
      throw new IllegalArgumentException("an order key has 16 digits: " + text.length());
    }
    return new OrderKey(
        (int) Tokens.value(text.substring(0, EPOCH_DIGITS)),
        Tokens.value(text.substring(EPOCH_DIGITS)));
  }

  /** Returns the key as text, whose order by bytes is the order of keys. */
  public String text() {
    return Tokens.digits(leaseEpoch, EPOCH_DIGITS) + Tokens.digits(number, NUMBER_DIGITS);
  }

  /** Writes the text as UTF-8 and returns the offset behind it. */
  public int write(byte[] out, int at) {
    int number = Tokens.writeDigits(out, at, leaseEpoch, EPOCH_DIGITS);
    return Tokens.writeDigits(out, number, this.number, NUMBER_DIGITS);
  }

  @Override
  public int compareTo(OrderKey other) {
    int byEpoch = Integer.compare(leaseEpoch, other.leaseEpoch);
    return byEpoch != 0 ? byEpoch : Long.compare(number, other.number);
  }
}
