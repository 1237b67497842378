package miroir.chaos.embedded.search;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import miroir.chaos.embedded.store.IndexView;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.attribute.AttributePattern;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.settings.Setting;

/** The parameter {@code sort} of searches and listings. */
final class Sorts {
  private Sorts() {}

  /** Reads expressions and checks that the settings allow them. Throws {@link Refusal}. */
  static List<SortExpression> read(
      IndexView view, List<String> texts, ErrorCode code, String messagePrefix) {
    List<SortExpression> sorts = new ArrayList<>();
    for (String text : texts) {
      try {
        sorts.add(SortExpression.parse(text));
      } catch (SortExpression.Malformed e) {
        throw code.refusal(e.complaint());
      }
    }
    List<String> sortable = view.state().settings().strings(Setting.SORTABLE_ATTRIBUTES);
    for (SortExpression sort : sorts) {
      String field = sort.point() == null ? sort.field() : "_geo";
      if (sortable.stream().noneMatch(name -> AttributePattern.isInside(field, name))) {
        throw code.refusal(messagePrefix + notSortable(field, sortable));
      }
    }
    return sorts;
  }

  private static String notSortable(String field, List<String> sortable) {
    return "Attribute `"
        + field
        + "` is not sortable. "
        + (sortable.isEmpty()
            ? "This index does not have configured sortable attributes."
            : "Available sortable attributes are: `"
                + String.join(", ", new TreeSet<>(sortable))
                + "`.");
  }
}
