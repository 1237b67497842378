package miroir.coordinator.ctl;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import miroir.proto.admin.ReplicaRow;
import miroir.proto.admin.ShardsReply;

/**
 * Waits until every replica is in sync, and says once a second how far it is: on a terminal in one
 * line that changes, else in a line each.
 */
final class ShardsWait {
  /** What a migration has replaced lacks nothing. */
  private static final Set<String> IN_PLACE = Set.of("IN_SYNC", "LEAVING", "CLEARING");

  private final Supplier<ShardsReply> ask;
  private final Consumer<String> print;
  private final boolean terminal;

  ShardsWait(Supplier<ShardsReply> ask, Consumer<String> print, boolean terminal) {
    this.ask = ask;
    this.print = print;
    this.terminal = terminal;
  }

  /**
   * Returns whether a person looks. From Java 22 on only this console tells pipes from terminals.
   */
  @SuppressWarnings("SystemConsoleNull")
  static boolean onTerminal() {
    System.setProperty("jdk.console", "java.base");
    return System.console() != null;
  }

  /** Returns the first answer in which every replica is in sync. */
  ShardsReply await() throws InterruptedException {
    while (true) {
      ShardsReply reply = ask.get();
      String line = line(reply);
      if (terminal) {
        print.accept("\r\u001b[K" + line + (line.isEmpty() ? "" : " "));
      } else if (!line.isEmpty()) {
        print.accept(line + "\n");
      }
      if (line.isEmpty()) {
        return reply;
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  /** Returns how far it is, empty when every replica is in sync. */
  static String line(ShardsReply reply) {
    long all = 0;
    long inSync = 0;
    for (var shard : reply.getShardsList()) {
      all += shard.getReplicasCount();
      inSync += shard.getReplicasList().stream().filter(ShardsWait::isInSync).count();
    }
    if (inSync == all) {
      return "";
    }
    StringBuilder line = new StringBuilder(Words.bar(inSync, all));
    line.append(' ').append(inSync).append(" of ").append(all).append(" replicas in sync");
    reply.getProgressList().forEach(row -> line.append("; ").append(Words.progress(row)));
    return line.toString();
  }

  private static boolean isInSync(ReplicaRow replica) {
    return IN_PLACE.contains(replica.getState());
  }
}
