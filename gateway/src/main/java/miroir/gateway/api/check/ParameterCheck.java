package miroir.gateway.api.check;

/** Judges one parameter of a query string. */
@FunctionalInterface
public interface ParameterCheck {
  /** Throws {@link miroir.gateway.api.Refusal} if the value cannot be used. */
  void check(String name, String value);
}
