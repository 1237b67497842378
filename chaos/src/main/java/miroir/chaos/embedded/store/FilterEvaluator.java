package miroir.chaos.embedded.store;

import java.util.BitSet;
import miroir.gateway.api.attribute.FacetValue;
import miroir.gateway.api.filter.Condition;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.FilterRules;
import miroir.gateway.api.filter.FilterSyntax;
import miroir.gateway.api.filter.Token;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Finds the documents that a filter matches. */
public final class FilterEvaluator {
  private final IndexView view;

  private FilterEvaluator(IndexView view) {
    this.view = view;
  }

  /**
   * The documents that match.
   *
   * @throws FilterSyntax if the settings do not allow the filter
   */
  public static BitSet checked(IndexView view, Filter filter) throws FilterSyntax {
    FilterEvaluator evaluator = new FilterEvaluator(view);
    FilterRules.check(filter, view.state().settings().filterableRules(), evaluator::exists);
    return evaluator.evaluate(filter);
  }

  private boolean exists(String attribute) {
    int number = view.state().attributes().find(attribute);
    return number >= 0;
  }

  private BitSet evaluate(Filter filter) {
    if (filter instanceof Filter.And and) {
      BitSet result = Sets.copy(view.all());
      and.parts().forEach(part -> result.and(evaluate(part)));
      return result;
    }
    if (filter instanceof Filter.Or or) {
      BitSet result = new BitSet();
      or.parts().forEach(part -> result.or(evaluate(part)));
      return result;
    }
    if (filter instanceof Filter.Not not) {
      return Sets.andNot(view.all(), evaluate(not.part()));
    }
    if (filter instanceof Filter.Where where) {
      int attribute = view.state().attributes().find(where.attribute().value());
      return attribute < 0 ? new BitSet() : evaluate(attribute, where.condition());
    }
    if (filter instanceof Filter.GeoRadius radius) {
      return GeoFilter.within(view, radius);
    }
    if (filter instanceof Filter.GeoBox box) {
      return GeoFilter.within(view, box);
    }
    return new BitSet();
  }

  private BitSet evaluate(int attribute, Condition condition) {
    if (condition instanceof Condition.Equal equal) {
      return equal(attribute, equal.value());
    }
    if (condition instanceof Condition.NotEqual notEqual) {
      return Sets.andNot(view.all(), equal(attribute, notEqual.value()));
    }
    if (condition instanceof Condition.In in) {
      BitSet result = new BitSet();
      in.values().forEach(value -> result.or(equal(attribute, value)));
      return result;
    }
    if (condition instanceof Condition.Compare compare) {
      return compare(attribute, compare);
    }
    if (condition instanceof Condition.Between between) {
      return range(attribute, new Bound(between.from(), true), new Bound(between.to(), true));
    }
    if (condition instanceof Condition.StartsWith startsWith) {
      return startsWith(attribute, FacetValue.normalize(startsWith.prefix().value()));
    }
    if (condition instanceof Condition.Contains contains) {
      return contains(attribute, FacetValue.normalize(contains.word().value()));
    }
    byte kind =
        condition instanceof Condition.Exists
            ? FacetTerm.EXISTS
            : condition instanceof Condition.IsNull ? FacetTerm.NULL : FacetTerm.EMPTY;
    return view.withFacet(FacetTerm.head(attribute, kind));
  }

  private BitSet equal(int attribute, Token value) {
    BitSet result = new BitSet();
    BytesRef stem = FacetTerm.string(attribute, FacetValue.normalize(value.value()));
    view.visitFacets(
        stem,
        stem,
        term -> {
          result.or(view.withFacet(BytesRef.deepCopyOf(term)));
          return true;
        });
    Double number = number(value);
    if (number != null) {
      result.or(view.withFacet(FacetTerm.number(attribute, number)));
    }
    return result;
  }

  /** One end of a range. */
  private record Bound(Token value, boolean included) {}

  private BitSet compare(int attribute, Condition.Compare compare) {
    Bound bound = new Bound(compare.value(), compare.operator().endsWith("="));
    return compare.operator().startsWith(">")
        ? range(attribute, bound, null)
        : range(attribute, null, bound);
  }

  private BitSet range(int attribute, @Nullable Bound from, @Nullable Bound to) {
    BitSet result = new BitSet();
    Double low = from == null ? (Double) Double.NEGATIVE_INFINITY : number(from.value());
    Double high = to == null ? (Double) Double.POSITIVE_INFINITY : number(to.value());
    if (low != null && high != null) {
      numbers(attribute, low, from != null && !from.included(), high, to, result);
    }
    strings(attribute, from, to, result);
    return result;
  }

  private void numbers(
      int attribute,
      double low,
      boolean lowExcluded,
      double high,
      @Nullable Bound to,
      BitSet result) {
    boolean highExcluded = to != null && !to.included();
    view.visitFacets(
        FacetTerm.head(attribute, FacetTerm.NUMBER),
        FacetTerm.number(attribute, low),
        term -> {
          double value = FacetTerm.numberOf(term);
          if (value > high || (highExcluded && value == high)) {
            return false;
          }
          if (!lowExcluded || value != low) {
            result.or(view.withFacet(BytesRef.deepCopyOf(term)));
          }
          return true;
        });
  }

  private void strings(int attribute, @Nullable Bound from, @Nullable Bound to, BitSet result) {
    String low = from == null ? "" : FacetValue.normalize(from.value().value());
    String high = to == null ? null : FacetValue.normalize(to.value().value());
    view.visitFacets(
        FacetTerm.head(attribute, FacetTerm.STRING),
        FacetTerm.string(attribute, low),
        term -> {
          String value = FacetTerm.normalizedOf(term);
          if (high != null) {
            int order = new BytesRef(value).compareTo(new BytesRef(high));
            if (order > 0 || (order == 0 && to != null && !to.included())) {
              return false;
            }
          }
          if (from == null || from.included() || !value.equals(low)) {
            result.or(view.withFacet(BytesRef.deepCopyOf(term)));
          }
          return true;
        });
  }

  private BitSet startsWith(int attribute, String prefix) {
    if (prefix.isEmpty()) {
      return view.withFacet(FacetTerm.head(attribute, FacetTerm.EXISTS));
    }
    BitSet result = new BitSet();
    BytesRef stem = FacetTerm.string(attribute, prefix);
    BytesRef open = new BytesRef(stem.bytes, stem.offset, stem.length - 1);
    view.visitFacets(
        open,
        open,
        term -> {
          if (FacetTerm.normalizedOf(term).startsWith(prefix)) {
            result.or(view.withFacet(BytesRef.deepCopyOf(term)));
          }
          return true;
        });
    return result;
  }

  private BitSet contains(int attribute, String part) {
    BitSet result = new BitSet();
    BytesRef head = FacetTerm.head(attribute, FacetTerm.STRING);
    view.visitFacets(
        head,
        head,
        term -> {
          if (FacetTerm.normalizedOf(term).contains(part)) {
            result.or(view.withFacet(BytesRef.deepCopyOf(term)));
          }
          return true;
        });
    return result;
  }

  private static @Nullable Double number(Token value) {
    try {
      double number = Double.parseDouble(value.value());
      boolean written = !value.value().isEmpty() && "fFdD".indexOf(last(value.value())) < 0;
      return written && !Double.isInfinite(number) && !Double.isNaN(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static char last(String text) {
    return text.charAt(text.length() - 1);
  }
}
