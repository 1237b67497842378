package miroir.gateway.api.check;

/**
 * A place inside a JSON body.
 *
 * @param text such as {@code .queries[0].q}; empty at the root
 */
public record JsonPath(String text) {
  /** The body itself. */
  public static final JsonPath ROOT = new JsonPath("");

  /** A field of the object here. */
  public JsonPath field(String name) {
    return new JsonPath(text + "." + name);
  }

  /** An element of the array here. */
  public JsonPath element(int index) {
    return new JsonPath(text + "[" + index + "]");
  }

  /** " at `.path`", or nothing at the root. */
  public String after(String article) {
    return text.isEmpty() ? "" : " " + article + " `" + text + "`";
  }
}
