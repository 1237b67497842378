package miroir.codec;

/**
 * A log entry that this version does not know. The process must stop: skipping it would make this
 * coordinator's state differ from the others'.
 */
public final class UnknownMessage extends Error {
  private static final long serialVersionUID = 1L;

  UnknownMessage(String what) {
    super(what + " is not known to this version; start the version that wrote it, or a newer one");
  }
}
