package miroir.gateway.api.attribute;

/** How the name of an attribute relates to a pattern such as {@code *_fr} or {@code user.name}. */
public enum AttributePattern {
  /** The attribute is meant. */
  MATCH,
  /** Something inside the attribute is meant. */
  PARENT,
  /** Neither. */
  NO_MATCH;

  /** Relates an attribute to a pattern with stars at its ends. */
  public static AttributePattern ofWildcard(String pattern, String attribute) {
    boolean matches;
    if (pattern.equals("*")) {
      matches = true;
    } else if (pattern.length() > 1 && pattern.startsWith("*") && pattern.endsWith("*")) {
      matches = attribute.contains(pattern.substring(1, pattern.length() - 1));
    } else if (pattern.startsWith("*")) {
      matches = attribute.endsWith(pattern.substring(1));
    } else if (pattern.endsWith("*")) {
      matches = attribute.startsWith(pattern.substring(0, pattern.length() - 1));
    } else {
      matches = pattern.equals(attribute);
    }
    if (matches) {
      return MATCH;
    }
    return isInside(pattern, attribute) ? PARENT : NO_MATCH;
  }

  /** Relates an attribute to a plain name: everything inside that name is meant too. */
  public static AttributePattern ofName(String name, String attribute) {
    if (isInside(attribute, name)) {
      return MATCH;
    }
    return isInside(name, attribute) ? PARENT : NO_MATCH;
  }

  /** True if the first is the second or lies inside it: {@code a.b} is inside {@code a}. */
  public static boolean isInside(String field, String outer) {
    return field.startsWith(outer)
        && (field.length() == outer.length() || field.charAt(outer.length()) == '.');
  }
}
