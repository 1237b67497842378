package miroir.chaos.embedded.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.IndexingPlan;
import miroir.chaos.embedded.store.Sets;
import miroir.chaos.embedded.text.Tokenizer;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.search.MatchingStrategy;
import miroir.gateway.api.settings.Setting;

/** Finds and orders the documents of one search. */
public final class KeywordRanking {
  private final IndexView view;
  private final RankingRequest request;
  private final TermDocuments documents;
  private final QueryGraph graph;
  private final ParsedQuery query;
  private final List<RankingRule> rules = new ArrayList<>();
  private final Set<Score.Rule> added = EnumSet.noneOf(Score.Rule.class);
  private final Set<String> sorted = new HashSet<>();

  private KeywordRanking(IndexView view, String uid, RankingRequest request) {
    this.view = view;
    this.request = request;
    Tokenizer tokenizer = IndexingPlan.tokenizer(view.state().settings());
    SearchableAttributes attributes =
        SearchableAttributes.of(view.state(), uid, request.searchOn());
    Derivations derivations = new Derivations(new WordSource(view, attributes), tokenizer);
    this.documents = new TermDocuments(derivations);
    boolean prefixes =
        view.state().settings().get(Setting.PREFIX_SEARCH).asText().equals("indexingTime");
    this.query =
        QueryParser.parse(tokenizer.tokens(request.words().orElse("")), derivations, prefixes);
    this.graph = QueryGraph.of(query.terms(), derivations);
  }

  /**
   * Ranks.
   *
   * @param uid the index's name, for messages
   * @throws miroir.gateway.api.Refusal if attributes to search on do not exist
   */
  public static RankedHits rank(IndexView view, String uid, RankingRequest request) {
    return new KeywordRanking(view, uid, request).run();
  }

  private RankedHits run() {
    BitSet universe = Sets.andNot(request.universe(), negative());
    if (!query.terms().isEmpty()) {
      universe.and(documents.of(reduced(), universe));
    }
    for (JsonNode rule : view.state().settings().get(Setting.RANKING_RULES)) {
      addRule(rule.asText());
    }
    Optional<DistinctRule> distinct =
        request
            .distinct()
            .filter(name -> view.state().attributes().find(name) >= 0)
            .map(name -> new DistinctRule(view, name));
    RankedHits ranked = BucketSort.sort(rules, graph, universe, distinct, request);
    return new RankedHits(ranked.hits(), ranked.candidates(), matchedTerms());
  }

  private BitSet negative() {
    BitSet negative = new BitSet();
    for (String word : query.negativeWords()) {
      negative.or(documents.source().documents(new TermSubset.Word(word, false)));
    }
    for (Phrase phrase : query.negativePhrases()) {
      negative.or(documents.source().phrase(phrase));
    }
    return negative;
  }

  private QueryGraph reduced() {
    BitSet removed = new BitSet();
    removalOrder(graph).forEach(removed::or);
    return graph.without(removed);
  }

  private List<BitSet> removalOrder(QueryGraph of) {
    return switch (request.strategy()) {
      case LAST -> of.removalOrderLastFirst();
      case ALL -> List.of();
      case FREQUENCY -> documents.removalOrderFrequentFirst(of);
    };
  }

  private void addRule(String rule) {
    switch (rule) {
      case "sort" -> request.sorts().forEach(this::addSort);
      case "words",
          "typo",
          "proximity",
          "attribute",
          "attributeRank",
          "wordPosition",
          "exactness" -> {
        if (!query.terms().isEmpty()) {
          addWords();
          addWordRule(rule);
        }
      }
      default -> {
        try {
          addSort(SortExpression.parse(rule));
        } catch (SortExpression.Malformed e) {
          throw new IllegalStateException("settings hold an unknown rule: " + rule, e);
        }
      }
    }
  }

  private void addSort(SortExpression expression) {
    String name = expression.point() == null ? expression.field() : "_geo";
    if (sorted.add(name)) {
      rules.add(new SortingRule(SortRule.of(view, expression), graph));
    }
  }

  private void addWords() {
    if (request.strategy() != MatchingStrategy.ALL && added.add(Score.Rule.WORDS)) {
      RuleEdges edges = new RuleEdges(documents);
      rules.add(new GraphRule(Score.Rule.WORDS, edges::words, this::removalOrder, graph));
    }
  }

  private void addWordRule(String rule) {
    RuleEdges edges = new RuleEdges(documents);
    switch (rule) {
      case "typo" -> addGraphRule(Score.Rule.TYPO, edges::typos);
      case "proximity" -> addGraphRule(Score.Rule.PROXIMITY, new ProximityEdges(documents));
      case "attributeRank" -> addGraphRule(Score.Rule.ATTRIBUTE, edges::attributes);
      case "wordPosition" -> addGraphRule(Score.Rule.POSITION, edges::positions);
      case "attribute" -> {
        addGraphRule(Score.Rule.ATTRIBUTE, edges::attributes);
        addGraphRule(Score.Rule.POSITION, edges::positions);
      }
      case "exactness" -> {
        if (added.add(Score.Rule.EXACT_ATTRIBUTE)) {
          rules.add(new ExactAttributeRule(documents.source(), graph));
          addGraphRule(Score.Rule.EXACT_WORDS, edges::exactness);
        }
      }
      default -> {} // words was added before
    }
  }

  private void addGraphRule(Score.Rule rule, EdgeSource source) {
    if (added.add(rule)) {
      rules.add(new GraphRule(rule, source, null, graph));
    }
  }

  private List<RankedHits.MatchedTerm> matchedTerms() {
    Map<QueryTerm, Located> terms = new LinkedHashMap<>();
    for (Located term : query.terms()) {
      terms.put(term.subset().term(), term);
    }
    for (int node = 2; node < graph.size(); node++) {
      Located term = graph.term(node);
      if (term != null) {
        terms.putIfAbsent(term.subset().term(), term);
      }
    }
    List<RankedHits.MatchedTerm> matched = new ArrayList<>();
    terms.forEach((term, located) -> matched.add(matched(term, located)));
    return matched;
  }

  private RankedHits.MatchedTerm matched(QueryTerm term, Located located) {
    TermSubset all = term.isDerived() ? TermSubset.full(term) : TermSubset.full(term).withTypos(0);
    List<String> words = new ArrayList<>();
    all.words(documents.derivations()).forEach(word -> words.add(word.text()));
    String original = term.original();
    return new RankedHits.MatchedTerm(
        words,
        List.copyOf(all.phrases(documents.derivations())),
        term.isPrefix(),
        located.firstPosition(),
        located.lastPosition(),
        original.codePointCount(0, original.length()));
  }
}
