package miroir.coordinator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.machine.ClusterContext;
import miroir.topology.Index;
import org.junit.jupiter.api.Test;

/** Only what nobody can need any more is deleted from a node (docs/operations.md). */
class LeftoversTest {
  private final ClusterContext context = ClusterContext.withNodes(3);
  private final long films = context.index("films", 8, 2);

  private boolean isLeft(long index, long cut) {
    return Leftovers.isLeft(context.state(), Index.physicalName(index, cut));
  }

  /** One server may be known under two ids: then each would delete what the other bears. */
  @Test
  void whatAnyMemberBearsIsNotLeft() {
    context
        .index(films)
        .members()
        .values()
        .forEach(member -> assertThat(isLeft(films, member.newestName())).isFalse());
  }

  /** A leader that is behind does not delete what a newer one has made. */
  @Test
  void whatIsNotGivenOutYetIsNotLeft() {
    assertThat(isLeft(films, context.index(films).nextCut())).isFalse();
    assertThat(isLeft(context.state().nextIndexId(), 0)).isFalse();
  }

  @Test
  void aNameThatNobodyBearsAnyMoreIsLeft() {
    assertThat(isLeft(films, oldName())).isTrue();
  }

  /** What is left may be the last that there is of it. */
  @Test
  void nothingIsLeftWhileCopiesAreMissing() {
    long old = oldName();
    context.accept(new Command.TakeOut(films, 1, "n1", SlotSet.ALL, SlotSet.NONE));
    assertThat(isLeft(films, old)).isFalse();
  }

  @Test
  void whatIsNotOursIsNotLeft() {
    assertThat(Leftovers.isLeft(context.state(), "films")).isFalse();
    assertThat(Leftovers.isLeft(context.state(), "miroir-x-1")).isFalse();
  }

  /** A name that a member bore before its last cut. */
  private long oldName() {
    long old = Objects.requireNonNull(context.index(films).members().get("n1")).newestName();
    long cut = context.accept(new Command.BeginCut(films, 1, "n1")).number();
    context.accept(new Command.ForgetNames(films, 1, "n1", cut));
    return old;
  }
}
