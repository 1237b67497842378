package miroir.chaos.embedded.text;

import java.text.Normalizer;
import java.util.Locale;

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
