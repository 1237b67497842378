package miroir.chaos.embedded.highlight;

import java.text.Normalizer;
import miroir.chaos.embedded.text.TextToken;

/** Relates letters of a normalised word to those of the text. */
final class TokenLetters {
  private TokenLetters() {}

  /** How many letters of the text make up so many units of the normalised word. */
  static int covering(String text, TextToken token, int units) {
    int letters = 0;
    int covered = 0;
    for (int i = token.start(); i < token.end() && covered < units; ) {
      int c = text.codePointAt(i);
      covered += folded(c);
      letters++;
      i += Character.charCount(c);
    }
    return letters;
  }

  private static int folded(int c) {
    if (c < 0x80) {
      return 1;
    }
    if (c == 'œ' || c == 'æ' || c == 'Œ' || c == 'Æ') {
      return 2;
    }
    String decomposed = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD);
    int length = 0;
    for (int i = 0; i < decomposed.length(); i++) {
      if (Character.getType(decomposed.charAt(i)) != Character.NON_SPACING_MARK) {
        length++;
      }
    }
    return length;
  }
}
