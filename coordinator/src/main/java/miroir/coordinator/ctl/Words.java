package miroir.coordinator.ctl;

import java.util.Locale;
import miroir.proto.admin.ProgressRow;

/** Figures as people read them. Pure. */
final class Words {
  private static final int BAR = 20;

  private Words() {}

  /**
   * Returns a time such as {@code 0.3 s}, {@code 42 s}, {@code 3 min 5 s} or {@code 2 h 10 min}.
   */
  static String time(long millis) {
    long seconds = millis / 1_000;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3_600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
  }

  /** Returns a size such as {@code 512 B} or {@code 1.5 MiB}. */
  static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double size = bytes;
    int unit = 0;
    while (size >= 1_024 && unit < units.length - 1) {
      size /= 1_024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
  }

  /** Returns how far one member is, in a line. */
  static String progress(ProgressRow row) {
    String eta = row.hasEtaMillis() ? ", " + time(row.getEtaMillis()) + " to go" : "";
    return row.getIndex()
        + " on "
        + row.getNode()
        + ": "
        + (row.getDirtySlots() + row.getCopyingSlots())
        + " slots to be copied, "
        + row.getDocuments()
        + " documents and "
        + bytes(row.getBytes())
        + " copied, "
        + String.format(Locale.ROOT, "%.0f documents/s", row.getDocumentsPerSecond())
        + eta
        + "; "
        + row.getWaitsFor();
  }

  /** Returns a bar that is filled as far as {@code done} of {@code all} is. */
  static String bar(long done, long all) {
    int filled = all == 0 ? BAR : (int) (BAR * done / all);
    return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
  }
}
