package miroir.config;

/** A configuration that cannot be used: where, which key, and what is allowed. */
public final class ConfigProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes a problem with a message for people. */
  public ConfigProblem(String message) {
    super(message);
  }

  /** Returns why a program cannot start, for people: the problem's own words, else the root. */
  public static String words(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof ConfigProblem)) {
      cause = cause.getCause();
    }
    return cause instanceof ConfigProblem ? String.valueOf(cause.getMessage()) : cause.toString();
  }
}
