package miroir.gateway.api;

/** A request was understood well enough to be refused; nothing of it has been done. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ApiError error;

  /** Refuses with this error. */
  public Refusal(ApiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** What the client is told. */
  public ApiError error() {
    return error;
  }
}
