package miroir.gateway.json;

import java.util.Collection;
import java.util.List;

/**
 * Copies a JSON object without some of its fields, or with some alone. A field is named by a path
 * such as {@code details.rating}, which goes through nested objects and through arrays of them, or
 * names a member whose own name has the dots.
 */
public final class Projection {
  /** Copies everything. */
  public static final Projection ALL = new Projection(List.of(), List.of(), false);

  private final List<String> dropped;
  private final List<String> kept;
  private final boolean onlyKept;

  private Projection(List<String> dropped, List<String> kept, boolean onlyKept) {
    this.dropped = dropped;
    this.kept = kept;
    this.onlyKept = onlyKept;
  }

  /**
   * Drops these fields, but keeps what is kept inside of them.
   *
   * @param dropped paths of fields to drop
   * @param kept paths that stay, though an outer one is dropped
   */
  public static Projection without(Collection<String> dropped, Collection<String> kept) {
    return dropped.isEmpty() ? ALL : new Projection(List.copyOf(dropped), List.copyOf(kept), false);
  }

  /** Keeps these fields alone. */
  public static Projection only(Collection<String> kept) {
    return new Projection(List.of(), List.copyOf(kept), true);
  }

  /** Returns whether every field is copied. */
  public boolean isAll() {
    return dropped.isEmpty() && !onlyKept;
  }

  /**
   * Appends a member of the object, with a comma before it where it is not the first.
   *
   * @return whether anything was appended
   */
  public boolean copyMember(byte[] json, Members member, JsonOutput output) {
    return copyMember(json, member, "", onlyKept, output);
  }

  private boolean copyMember(
      byte[] json, Members member, String outer, boolean only, JsonOutput output) {
    String path = isAll() ? "" : outer + member.key();
    boolean inside = only;
    if (isAll() || (only ? kept.contains(path) : !touches(dropped, path))) {
      separate(output).raw(json, member.keyFrom(), member.valueTo());
      return true;
    }
    if (only || dropped.contains(path)) {
      if (!reachesInto(kept, path)) {
        return false;
      }
      inside = true;
    }
    int before = output.length();
    separate(output).raw(json, member.keyFrom(), member.keyTo()).raw(':');
    boolean found = copyValue(json, member.valueFrom(), path + ".", inside, output);
    if (!found) {
      output.cutTo(before);
    }
    return found;
  }

  /** Returns whether any field was found, because a server leaves out what it finds nothing in. */
  private boolean copyValue(byte[] json, int at, String outer, boolean only, JsonOutput output) {
    boolean found = false;
    if (json[at] == '{') {
      output.raw('{');
      Members members = new Members(json, at);
      while (members.next()) {
        found |= copyMember(json, members, outer, only, output);
      }
      output.raw('}');
    } else if (json[at] == '[') {
      output.raw('[');
      Elements elements = new Elements(json, at);
      while (elements.next()) {
        separate(output);
        found |= copyValue(json, elements.from(), outer, only, output);
      }
      output.raw(']');
    } else {
      output.raw(json, at, JsonBytes.endOfValue(json, at));
    }
    return found;
  }

  private static boolean touches(List<String> paths, String path) {
    return paths.contains(path) || reachesInto(paths, path);
  }

  private static boolean reachesInto(List<String> paths, String path) {
    for (String one : paths) {
      if (one.length() > path.length()
          && one.startsWith(path)
          && one.charAt(path.length()) == '.') {
        return true;
      }
    }
    return false;
  }

  private static JsonOutput separate(JsonOutput output) {
    byte last = output.last();
    return last == '{' || last == '[' ? output : output.raw(',');
  }
}
