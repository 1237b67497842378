package miroir.gateway.api.filter;

/** A filter that cannot be parsed or may not be used; the message is what clients read. */
public final class FilterSyntax extends Exception {
  private static final long serialVersionUID = 1;

  FilterSyntax(String message) {
    super(message, null, false, false);
  }

  /** What is wrong, with position and filter text. */
  public String complaint() {
    return String.valueOf(getMessage());
  }
}
