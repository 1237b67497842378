package miroir.chaos.golden;

/** Kinds of searches that clients make, each of which a cluster can get wrong in its own way. */
enum SearchKind {
  WORD,
  WORDS,
  WORDS_CUT_SHORT,
  SLIP,
  PHRASE,
  NEGATIVE,
  PLACEHOLDER,
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
  SCORES
}
