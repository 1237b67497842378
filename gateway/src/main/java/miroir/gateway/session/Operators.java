package miroir.gateway.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import miroir.gateway.writer.GivenUp;
import miroir.gateway.writer.IndexReport;
import miroir.proto.session.GiveUp;

/** What operators see of a gateway and ask of it, through its session. Nothing here waits. */
public interface Operators {
  /** Before anything is written here. */
  Operators NONE =
      new Operators() {
        @Override
        public List<IndexReport> reports() {
          return List.of();
        }

        @Override
        public List<String> bugs() {
          return List.of();
        }

        @Override
        public CompletableFuture<GivenUp> giveUp(GiveUp asked) {
          return CompletableFuture.completedFuture(new GivenUp(false, "nothing is written here"));
        }
      };

  /** Returns what every writer did last, a second old at most. */
  List<IndexReport> reports();

  /** Returns exceptions that nothing should have thrown. */
  List<String> bugs();

  /** Gives up a write; completes with what became of it. */
  CompletableFuture<GivenUp> giveUp(GiveUp asked);
}
