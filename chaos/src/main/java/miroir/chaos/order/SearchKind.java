package miroir.chaos.order;

/** Kinds of searches that clients make, each of which a cluster can get wrong in its own way. */
enum SearchKind {
  WORD,
  WORDS,
  WORDS_CUT_SHORT,
  SLIP,
  PHRASE,
  NEGATIVE,
  EVERYTHING,
  ALL_WORDS,
  OFFSET,
  NUMBERED_PAGES,
  FILTER,
  SORT,
  FACETS,
  THRESHOLD,
  THRESHOLD_FACETS,
  DISTINCT,
  DISTINCT_FACETS,
  DISTINCT_PAGES,
  MARKED,
  SCORES,
  /** The strategy drops the word that is most frequent on each node. */
  FREQUENCY(false),
  /** Each node counts its own representatives. */
  DISTINCT_PAGES_FACETS(false);

  private final boolean isExact;

  SearchKind() {
    this(true);
  }

  SearchKind(boolean isExact) {
    this.isExact = isExact;
  }

  /** Returns whether a cluster has to answer as one server does. */
  boolean isExact() {
    return isExact;
  }
}
