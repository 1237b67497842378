package miroir.coordinator.ctl;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import miroir.proto.admin.MigrationRow;
import miroir.proto.admin.MigrationsReply;

/**
 * Waits until no migration is under way, and says once a second how far they are: on a terminal in
 * one line that changes, else in a line each.
 */
final class MigrationsWait {
  private static final Set<String> OVER = Set.of("Complete", "Aborted", "Failed");

  private final Supplier<MigrationsReply> ask;
  private final Consumer<String> print;
  private final boolean terminal;
  private final boolean activeOnly;

  MigrationsWait(
      Supplier<MigrationsReply> ask, Consumer<String> print, boolean terminal, boolean activeOnly) {
    this.ask = ask;
    this.print = print;
    this.terminal = terminal;
    this.activeOnly = activeOnly;
  }

  /** Returns whether none of those that were under way has failed. */
  boolean await() throws InterruptedException {
    List<Long> watched = running(ask.get()).stream().map(MigrationRow::getId).toList();
    while (true) {
      MigrationsReply reply = ask.get();
      List<MigrationRow> left = running(reply);
      String line = left.isEmpty() ? "" : line(left);
      if (terminal) {
        print.accept("\r\u001b[K" + line + (line.isEmpty() ? "" : " "));
      } else if (!line.isEmpty()) {
        print.accept(line + "\n");
      }
      if (left.isEmpty()) {
        return reply.getMigrationsList().stream()
            .noneMatch(row -> watched.contains(row.getId()) && row.getPhase().equals("Failed"));
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private List<MigrationRow> running(MigrationsReply reply) {
    return reply.getMigrationsList().stream()
        .filter(
            row ->
                !OVER.contains(row.getPhase())
                    && !(activeOnly && row.getPhase().equals("CutoverCleanup")))
        .toList();
  }

  private static String line(List<MigrationRow> left) {
    long slots = left.stream().mapToLong(MigrationRow::getSlots).sum();
    long clean = left.stream().mapToLong(MigrationRow::getCleanSlots).sum();
    StringBuilder line = new StringBuilder(Words.bar(clean, Math.max(1, slots)));
    line.append(' ').append(clean).append(" of ").append(slots).append(" slots copied");
    for (MigrationRow row : left) {
      line.append("; ID=").append(row.getId()).append(' ').append(row.getPhase());
      line.append(" waits for ").append(row.getWaitsFor());
    }
    return line.toString();
  }
}
