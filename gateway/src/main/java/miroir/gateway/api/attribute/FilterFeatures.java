package miroir.gateway.api.attribute;

import java.util.ArrayList;
import java.util.List;

/**
 * What an attribute may be used for.
 *
 * @param facetSearch searched by {@code facet-search}
 * @param equality filtered with {@code =}, {@code !=}, {@code IN}
 * @param comparison filtered with {@code <}, {@code >} and ranges
 */
public record FilterFeatures(boolean facetSearch, boolean equality, boolean comparison) {
  /** What a plain name in the settings allows. */
  public static final FilterFeatures ALL = new FilterFeatures(true, true, true);

  /** True if any filter is allowed. */
  public boolean filterable() {
    return equality || comparison;
  }

  /** The operators, in the order of the error message. */
  public List<String> operators() {
    List<String> operators = new ArrayList<>();
    if (filterable()) {
      operators.addAll(List.of("OR", "AND", "NOT"));
      if (equality) {
        operators.addAll(List.of("=", "!=", "IN"));
      }
      if (comparison) {
        operators.addAll(List.of("<", ">", "<=", ">=", "TO"));
      }
      operators.addAll(List.of("IS EMPTY", "IS NULL", "EXISTS"));
    }
    return operators;
  }
}
