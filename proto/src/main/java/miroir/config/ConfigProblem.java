package miroir.config;

/** A configuration that cannot be used: where, which key, and what is allowed. */
public final class ConfigProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes a problem with a message for people. */
  public ConfigProblem(String message) {
    super(message);
  }
}
