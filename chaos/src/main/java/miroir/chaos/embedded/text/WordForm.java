package miroir.chaos.embedded.text;

import java.text.Normalizer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The normalised forms of words. */
public final class WordForm {
  private WordForm() {}

  /** Decomposed and without control characters: the form that is looked up among stop words. */
  static String decomposed(String text) {
    if (isPlain(text)) {
      return text;
    }
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
    StringBuilder out = new StringBuilder(decomposed.length());
    for (int i = 0; i < decomposed.length(); i++) {
      char c = decomposed.charAt(i);
      boolean space = (c >= 9 && c <= 13) || c == 0x85;
      if (!Character.isISOControl(c) || space) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        return false;
      }
    }
    return true;
  }

  /** The form in which a word is searched. */
  static String folded(String decomposed, Script script) {
    String lower = decomposed.toLowerCase(Locale.ROOT);
    if (isPlain(lower)) {
      return lower;
    }
    StringBuilder out = new StringBuilder(lower.length());
    lower.codePoints().forEach(c -> appendFolded(out, c, script));
    return out.toString();
  }

  /** The form in which a whole value of a facet is searched. */
  public static String ofValue(String value) {
    String decomposed = decomposed(value);
    Map<Script, Integer> counts = new EnumMap<>(Script.class);
    decomposed.codePoints().forEach(c -> counts.merge(Script.of(c), 1, Integer::sum));
    counts.remove(Script.OTHER);
    Script script =
        counts.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(Script.OTHER);
    return folded(decomposed, script);
  }

  private static void appendFolded(StringBuilder out, int c, Script script) {
    if (script == Script.LATIN) {
      switch (c) {
        case 0x2018, 0x2019, 0x201B -> {
          out.append('\'');
          return;
        }
        case 'œ' -> {
          out.append("oe");
          return;
        }
        case 'æ' -> {
          out.append("ae");
          return;
        }
        default -> {}
      }
    }
    if (script == Script.GREEK && c == 'ς') {
      out.append('σ');
      return;
    }
    boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
    if (!mark || !script.dropsMarks()) {
      out.appendCodePoint(c);
    }
  }
}
