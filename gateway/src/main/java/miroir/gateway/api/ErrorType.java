package miroir.gateway.api;

import java.util.Locale;

/** The family of an error, as in the field {@code type} of an error body. */
public enum ErrorType {
  INTERNAL,
  INVALID_REQUEST,
  AUTH,
  SYSTEM;

  /** The word on the wire. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
