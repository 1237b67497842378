package miroir.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import miroir.command.Rejection;
import miroir.command.Reply;
import org.junit.jupiter.api.Test;

/** What a writer may conclude from an answer of the log. */
class ProposerTest {
  /** A miss that was overtaken was not committed: nobody may forget what shows it. */
  @Test
  void anOperationWhoseAnswerIsForgottenIsUnknown() {
    assertThat(Proposer.Result.of(new Reply.Rejected(Rejection.FORGOTTEN, "")))
        .isInstanceOf(Proposer.Result.Unknown.class);
    assertThat(Proposer.Result.of(new Reply.Rejected(Rejection.STALE, "")))
        .isInstanceOf(Proposer.Result.Replied.class);
    assertThat(Proposer.Result.of(new Reply.Accepted(List.of())).isAccepted()).isTrue();
  }
}
