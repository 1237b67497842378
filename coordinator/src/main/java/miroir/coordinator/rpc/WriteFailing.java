package miroir.coordinator.rpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import miroir.cluster.Slot;
import miroir.machine.State;
import miroir.proto.admin.FailWriteReply;
import miroir.proto.admin.FailWriteRequest;
import miroir.proto.session.GiveUp;
import miroir.topology.Lease;

/** Asks an index's writer to give a write up, for an operator. */
final class WriteFailing {
  private WriteFailing() {}

  static CompletableFuture<FailWriteReply> ask(
      State state, GatewayService gateways, FailWriteRequest request) {
    Long index = state.names().get(request.getIndex());
    if (index == null) {
      throw Status.NOT_FOUND.withDescription("no index " + request.getIndex()).asRuntimeException();
    }
    Lease lease = state.leases().getOrDefault(index, Lease.NONE);
    if (!lease.held()) {
      throw no("no gateway writes to " + request.getIndex() + " now; try again");
    }
    GiveUp.Builder question = GiveUp.newBuilder().setIndex(index).setReason(request.getReason());
    switch (request.getWhichCase()) {
      case TASK_UID -> question.setTaskUid(request.getTaskUid());
      case DOC_ID -> question.setSlot(Slot.of(request.getDocId()));
      default ->
          throw Status.INVALID_ARGUMENT
              .withDescription("name a task or a document")
              .asRuntimeException();
    }
    return gateways
        .giveUp(lease, question)
        .handle(
            (answer, failure) -> {
              if (failure instanceof TimeoutException) {
                throw no(
                    lease.holder()
                        + " did not answer in time: look at miroirctl writes list before you ask"
                        + " again");
              }
              if (failure != null) {
                throw no(String.valueOf(failure.getMessage()));
              }
              if (!answer.getDone()) {
                throw no(answer.getSaid());
              }
              return FailWriteReply.newBuilder().setSaid(answer.getSaid()).build();
            });
  }

  /** Not FAILED_PRECONDITION, with which coordinators say that another one leads. */
  private static StatusRuntimeException no(String why) {
    return Status.ABORTED.withDescription(why).asRuntimeException();
  }
}
