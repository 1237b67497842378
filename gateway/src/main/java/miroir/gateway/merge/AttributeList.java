package miroir.gateway.merge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of attributes, where naming an object names all that lies in it. */
final class AttributeList {
  private AttributeList() {}

  /** Returns whether the list names the attribute, an object around it, or everything. */
  static boolean covers(List<String> list, String attribute) {
    for (String one : list) {
      if (one.equals("*") || one.equals(attribute) || attribute.startsWith(one + ".")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns what a client may see of the attributes that it names.
   *
   * @param named the client's list
   * @param displayed what is displayed; null for everything
   */
  static List<String> visible(List<String> named, @Nullable List<String> displayed) {
    if (displayed == null) {
      return named;
    }
    if (named.contains("*")) {
      return displayed;
    }
    List<String> visible = new ArrayList<>();
    for (String one : named) {
      if (covers(displayed, one)) {
        visible.add(one);
      } else {
        displayed.stream().filter(inner -> inner.startsWith(one + ".")).forEach(visible::add);
      }
    }
    return visible;
  }

  /** Returns the attributes of entries such as {@code title:10}. */
  static List<String> names(List<String> entries) {
    return entries.stream().map(AttributeList::name).toList();
  }

  /** Returns the attribute of an entry such as {@code title:10}. */
  static String name(String entry) {
    int colon = entry.indexOf(':');
    return colon < 0 ? entry : entry.substring(0, colon);
  }
}
