package miroir.command;

import java.util.List;

/** What a command is answered with. A refusal is a value, never an exception. */
public sealed interface Reply {
  /**
   * Done.
   *
   * @param numbers what the command counted out, as its documentation says (task uids, a cut, an
   *     epoch); empty if nothing
   */
  record Accepted(List<Long> numbers) implements Reply {
    /** Returns the first number. */
    public long number() {
      return numbers.get(0);
    }
  }

  /**
   * Not done; the state is as it was.
   *
   * @param reason for programs
   * @param detail for people
   */
  record Rejected(Rejection reason, String detail) implements Reply {}

  /** Returns an acceptance with numbers. */
  static Reply accepted(Long... numbers) {
    return new Accepted(List.of(numbers));
  }

  /** Returns a refusal. */
  static Reply rejected(Rejection reason, String detail) {
    return new Rejected(reason, detail);
  }
}
