package miroir.gateway.writer;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.SettingsPatch;

/**
 * Client settings at the end of the order: what is applied, and the patches that are still open
 * folded in. A patch that fails on the nodes drops out again, so that the same change asked for
 * later is a change.
 */
final class SettingsFold {
  private final TreeMap<Long, SettingsPatch> open = new TreeMap<>();

  /** Open patches that went to the nodes once more, in settings sent whole. */
  private final Set<Long> again = new HashSet<>();

  private IndexSettings applied;
  private IndexSettings pending;
  private boolean whole;

  SettingsFold(IndexSettings applied) {
    this.applied = applied;
    this.pending = applied;
  }

  /** Returns what the next write is validated against. */
  IndexSettings pending() {
    return pending;
  }

  /** Folds in a patch that is part of {@link #pending} from now on. */
  void opened(long seq, SettingsPatch patch, IndexSettings after) {
    open.put(seq, patch);
    pending = after;
  }

  /** The pending settings go to nodes whole: what may fail yet is in them. */
  void sentWhole() {
    again.addAll(open.keySet());
    whole = true;
  }

  /**
   * Notes how a settings task ended. Returns whether the nodes must be sent the pending settings
   * whole: later patches were sent as differences from one that has failed, or it was sent again.
   */
  boolean ended(long seq, boolean succeeded) {
    SettingsPatch patch = open.remove(seq);
    boolean sentAgain = again.remove(seq);
    if (patch == null) {
      return false;
    }
    if (succeeded) {
      applied = applied.apply(patch);
      return false;
    }
    pending = folded();
    return sentAgain || !open.isEmpty();
  }

  /**
   * A patch of an earlier writer, thought to succeed, has failed. Returns whether the nodes must be
   * sent the pending settings whole: it was part of what was sent whole, or later ones followed it.
   */
  boolean lost(IndexSettings appliedNow) {
    applied = appliedNow;
    pending = folded();
    return whole || !open.isEmpty();
  }

  private IndexSettings folded() {
    IndexSettings fold = applied;
    for (Map.Entry<Long, SettingsPatch> patch : open.entrySet()) {
      fold = with(fold, patch.getValue());
    }
    return fold;
  }

  /** A patch that fitted only with the one that failed changes nothing; the nodes fail it too. */
  private static IndexSettings with(IndexSettings settings, SettingsPatch patch) {
    try {
      return settings.apply(patch);
    } catch (Refusal unfit) {
      return settings;
    }
  }
}
