package miroir.gateway.writer;

/**
 * What became of an operator's wish to give a write up.
 *
 * @param done whether a write was given up
 * @param said which, or why not, for people
 */
public record GivenUp(boolean done, String said) {
  /** Another gateway writes to the index by now. */
  static final GivenUp NOT_HERE =
      new GivenUp(false, "this gateway does not write to the index any more; try again");
}
