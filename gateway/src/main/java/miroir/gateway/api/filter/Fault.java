package miroir.gateway.api.filter;

/** What stopped a parser; a soft fault lets the caller try something else. */
final class Fault extends Exception {
  private static final long serialVersionUID = 1;

  /** Faults that somebody asks about. */
  enum Kind {
    EXPECTED_VALUE,
    RESERVED_KEYWORD,
    OTHER
  }

  private final boolean hard;
  private final Kind kind;
  private final transient Token place;

  private Fault(String message, Token place, boolean hard, Kind kind) {
    super(message, null, false, false);
    this.place = place;
    this.hard = hard;
    this.kind = kind;
  }

  static Fault soft(String message, Token place, Kind kind) {
    return new Fault(message, place, false, kind);
  }

  static Fault hard(String message, Token place) {
    return new Fault(message, place, true, Kind.OTHER);
  }

  boolean isHard() {
    return hard;
  }

  Kind kind() {
    return kind;
  }

  Fault hardened() {
    return hard ? this : new Fault(String.valueOf(getMessage()), place, true, kind);
  }

  FilterSyntax told() {
    return new FilterSyntax(place.complaint(String.valueOf(getMessage())));
  }
}
