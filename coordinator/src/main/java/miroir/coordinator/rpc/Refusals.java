package miroir.coordinator.rpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import miroir.command.Reply;
import miroir.coordinator.Proposer.NotLeader;
import miroir.coordinator.published.Published;
import miroir.coordinator.raft.RaftNode.Overloaded;
import miroir.topology.Coordinator;

/**
 * What gRPC callers are told. FAILED_PRECONDITION with the leader's address: ask there. UNAVAILABLE
 * and RESOURCE_EXHAUSTED: not done. DEADLINE_EXCEEDED: unknown; repeat under the same number.
 */
final class Refusals {
  /** The leader's gRPC address, in the trailers of a refusal by a follower. */
  static final Metadata.Key<String> LEADER =
      Metadata.Key.of("miroir-leader", Metadata.ASCII_STRING_MARSHALLER);

  private Refusals() {}

  static StatusRuntimeException of(Throwable failure, Published published) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof NotLeader elsewhere) {
      return notLeader(elsewhere.leader(), published);
    }
    if (cause instanceof TimeoutException) {
      return Status.DEADLINE_EXCEEDED
          .withDescription("no majority answered in time; whether it was done is unknown")
          .asRuntimeException();
    }
    if (cause instanceof Overloaded) {
      return Status.RESOURCE_EXHAUSTED.withDescription(cause.getMessage()).asRuntimeException();
    }
    if (cause instanceof StatusRuntimeException status) {
      return status;
    }
    return Status.UNAVAILABLE.withDescription(cause.toString()).asRuntimeException();
  }

  /** As {@link #of}, for a command that the log may have taken before leadership was lost. */
  static StatusRuntimeException maybeDone(Throwable failure, Published published) {
    StatusRuntimeException told = of(failure, published);
    return told.getStatus().getCode() == Status.Code.FAILED_PRECONDITION
        ? Status.UNAVAILABLE
            .withDescription(told.getStatus().getDescription())
            .asRuntimeException(told.getTrailers())
        : told;
  }

  static StatusRuntimeException notLeader(String leader, Published published) {
    Metadata trailers = new Metadata();
    Coordinator coordinator = published.latest().state().coordinators().get(leader);
    if (coordinator != null) {
      trailers.put(LEADER, coordinator.grpc());
    }
    return Status.FAILED_PRECONDITION
        .withDescription(leader.isEmpty() ? "no leader is known" : "the leader is " + leader)
        .asRuntimeException(trailers);
  }

  static StatusRuntimeException of(Reply.Rejected rejected) {
    Status status =
        switch (rejected.reason()) {
          case NOT_FOUND -> Status.NOT_FOUND;
          case EXISTS -> Status.ALREADY_EXISTS;
          case INVALID -> Status.INVALID_ARGUMENT;
          case LIMIT -> Status.RESOURCE_EXHAUSTED;
          case NOT_READY -> Status.UNAVAILABLE;
          case FORGOTTEN -> Status.UNKNOWN;
          case BUG -> Status.INTERNAL;
          default -> Status.ABORTED;
        };
    return status.withDescription(rejected.detail()).asRuntimeException();
  }
}
