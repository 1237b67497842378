package miroir.gateway.api.json;

/** Text is not JSON. The message has the words of Meilisearch's parser, with line and column. */
public final class JsonSyntax extends Exception {
  private static final long serialVersionUID = 1;

  JsonSyntax(String message) {
    super(message, null, false, false);
  }

  /** What is wrong and where. */
  public String complaint() {
    return String.valueOf(getMessage());
  }
}
