package miroir.chaos.sim;

/** A promise was broken, or a class that ships raised an exception. Ends the run. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Returns what kind of thing was broken, without names and numbers. */
  String kind() {
    String words = String.valueOf(getMessage()).replaceAll("[0-9]+", "");
    return words.substring(0, Math.min(24, words.length()));
  }

  Violation(String what) {
    super(what);
  }

  Violation(String what, Throwable cause) {
    super(what, cause);
  }
}
