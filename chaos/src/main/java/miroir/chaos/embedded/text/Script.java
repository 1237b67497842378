package miroir.chaos.embedded.text;

/** The families of writing that matter to the cutting of words. */
enum Script {
  LATIN,
  GREEK,
  CYRILLIC,
  HEBREW,
  ARABIC,
  THAI,
  HAN,
  HANGUL,
  REST,
  /** Digits, punctuation and symbols, which belong to whatever stands around them. */
  OTHER;

  static Script of(int c) {
    if (c < 0x80) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      return letter ? LATIN : OTHER;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case COMMON, INHERITED, UNKNOWN -> OTHER;
      case LATIN -> LATIN;
      case GREEK -> GREEK;
      case CYRILLIC -> CYRILLIC;
      case HEBREW -> HEBREW;
      case ARABIC -> ARABIC;
      case THAI -> THAI;
      case HAN, HIRAGANA, KATAKANA -> HAN;
      case HANGUL -> HANGUL;
      default -> REST;
    };
  }

  boolean dropsMarks() {
    return this == LATIN || this == GREEK || this == HEBREW || this == ARABIC || this == THAI;
  }
}
