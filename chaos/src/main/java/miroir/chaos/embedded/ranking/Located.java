package miroir.chaos.embedded.ranking;

/**
 * A term and where it stands in the query.
 *
 * @param firstPosition of its words
 * @param lastPosition of its words
 * @param firstTerm number of the first term that it covers
 * @param lastTerm number of the last
 */
record Located(
    TermSubset subset, int firstPosition, int lastPosition, int firstTerm, int lastTerm) {

  Located with(TermSubset other) {
    return new Located(other, firstPosition, lastPosition, firstTerm, lastTerm);
  }

  /** How many terms it covers. */
  int size() {
    return lastTerm - firstTerm + 1;
  }

  boolean coversSameTerms(Located other) {
    return firstTerm == other.firstTerm && lastTerm == other.lastTerm;
  }
}
