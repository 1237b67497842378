package miroir.gateway.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import miroir.gateway.Limits;
import miroir.gateway.session.Operators;
import miroir.gateway.writer.GivenUp;
import miroir.gateway.writer.IndexReport;
import miroir.gateway.writer.Writers;
import miroir.proto.session.GiveUp;

/**
 * What operators see of the writers, and ask of them: looks at them on their loop once a second,
 * and keeps what it saw. Thread-safe.
 */
final class OperatorDesk implements Operators {
  private final WriterLoop loop;
  private final Writers writers;
  private volatile List<IndexReport> latest = List.of();

  OperatorDesk(WriterLoop loop, Writers writers) {
    this.loop = loop;
    this.writers = writers;
  }

  /** Looks now, and again. Called on the writers' loop. */
  void look() {
    loop.after(Limits.REPORT.toMillis(), this::look);
    latest = writers.report();
  }

  @Override
  public List<IndexReport> reports() {
    return latest;
  }

  @Override
  public List<String> bugs() {
    return loop.bugs();
  }

  @Override
  public CompletableFuture<GivenUp> giveUp(GiveUp asked) {
    CompletableFuture<GivenUp> said = new CompletableFuture<>();
    loop.execute(
        () ->
            said.complete(
                asked.hasTaskUid()
                    ? writers.giveUpTask(asked.getIndex(), asked.getTaskUid(), asked.getReason())
                    : writers.giveUpSlot(asked.getIndex(), asked.getSlot(), asked.getReason())));
    return said;
  }
}
