package miroir.gateway.api;

/** The rules for names of indexes. */
public final class IndexUid {
  private static final int MAX_LENGTH = 400;

  private IndexUid() {}

  /** True if clients may name an index so. */
  public static boolean isValid(String uid) {
    if (uid.isEmpty() || uid.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < uid.length(); i++) {
      if (!isNameCharacter(uid.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * True if this may stand in the {@code indexes} of a key: a name, or the start of one with {@code
   * *}.
   */
  public static boolean isValidPattern(String pattern) {
    String stem = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
    return (stem.isEmpty() && !pattern.isEmpty()) || isValid(stem);
  }

  /** The name itself, for a path. Throws {@link Refusal} with {@code invalid_index_uid}. */
  public static String require(String uid) {
    if (!isValid(uid)) {
      throw ErrorCode.INVALID_INDEX_UID.refusal(complaint(uid));
    }
    return uid;
  }

  /** Why this is not a name. */
  public static String complaint(String uid) {
    return "`"
        + uid
        + "` is not a valid index uid. Index uid can be an integer or a string containing only"
        + " alphanumeric characters, hyphens (-) and underscores (_), and can not be more than 512"
        + " bytes.";
  }

  /** The answer for an index that does not exist. */
  public static ApiError notFound(String uid) {
    return ErrorCode.INDEX_NOT_FOUND.with("Index `" + uid + "` not found.");
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
