package miroir.gateway.writer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miroir.gateway.api.ApiError;

/** Takes out of a node's error what clients must not see (meilisearch-measured §2.2). Pure. */
public final class ErrorText {
  private static final Pattern PHYSICAL = Pattern.compile("miroir-\\d+-\\d+");
  private static final Pattern ONLY_OURS =
      Pattern.compile(
          " Available (filterable|sortable) attributes?(?: patterns?)? (?:patterns )?are:"
              + " `_miroir_\\w+`\\.");

  private ErrorText() {}

  /** Returns the error as a client of the index {@code uid} gets it. */
  public static ApiError clean(ApiError error, String uid) {
    String text = PHYSICAL.matcher(error.message()).replaceAll(Matcher.quoteReplacement(uid));
    text =
        ONLY_OURS.matcher(text).replaceAll(" This index does not have configured $1 attributes.");
    text =
        text.replaceAll("`_miroir_\\w+`, ", "")
            .replaceAll(", `_miroir_\\w+`", "")
            .replaceAll("`_miroir_\\w+, ", "`")
            .replaceAll(", _miroir_\\w+`", "`");
    return error.withMessage(text);
  }
}
