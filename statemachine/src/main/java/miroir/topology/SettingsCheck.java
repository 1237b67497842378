package miroir.topology;

/**
 * What the leader knows of a member's settings on its node (protocol.md, "Who acts"): it cannot
 * tell what they should be, the writer does that, but it sees when they become others than those
 * that were there once the last settings task had ended.
 *
 * @param version of the client settings at which {@code digest} was seen
 * @param digest of the node's settings as they should be, empty while unknown
 * @param drifts how often they were found changed
 * @param drifted whether they are changed, and not put right yet
 */
public record SettingsCheck(long version, String digest, long drifts, boolean drifted) {
  /** Nothing was seen yet. */
  public static final SettingsCheck NONE = new SettingsCheck(0, "", 0, false);

  /** Returns what is known after the settings were seen in order. */
  public SettingsCheck seen(long atVersion, String newDigest) {
    return new SettingsCheck(atVersion, newDigest, drifts, false);
  }

  /** Returns what is known after the settings were found changed. */
  public SettingsCheck found() {
    return new SettingsCheck(version, digest, drifts + 1, true);
  }

  /** Returns what is known after the writer sent all settings anew. */
  public SettingsCheck restored() {
    return new SettingsCheck(version, "", drifts, false);
  }
}
