package miroir.chaos.embedded.ranking;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.search.MatchingStrategy;

/**
 * What is to be ranked.
 *
 * @param words the query; empty for everything
 * @param universe documents that the filter lets through
 * @param sorts what the request wants first
 * @param searchOn the parameter {@code attributesToSearchOn}
 * @param distinct the attribute of which each value is shown once
 * @param length how many hits are wanted
 * @param exhaustive true if totals must be exact
 * @param maxTotalHits how far an exhaustive search with a threshold looks
 * @param threshold the least score
 */
public record RankingRequest(
    Optional<String> words,
    BitSet universe,
    List<SortExpression> sorts,
    MatchingStrategy strategy,
    Optional<List<String>> searchOn,
    Optional<String> distinct,
    int length,
    boolean exhaustive,
    int maxTotalHits,
    OptionalDouble threshold) {}
