package miroir.gateway.writer;

import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;

/**
 * What clients are told when a write cannot go on: not done, or unknown (protocol.md, Promises).
 */
final class WriteErrors {
  private WriteErrors() {}

  static ApiError noQuorum() {
    return ErrorCode.MIROIR_NO_QUORUM.with(
        "No majority of the coordinators answers. Nothing was done; try again later.");
  }

  static ApiError unknown() {
    return ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
        "The nodes have the write, but no coordinator confirmed it in time. It may be done: look at"
            + " the task list before you send it again.");
  }

  static ApiError unavailable() {
    return ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
        "The last copy of a shard that the write touches cannot be written. It may be done later:"
            + " look at the task list before you send it again.");
  }

  static ApiError tooFewCopies(int least) {
    return ErrorCode.MIROIR_SHARD_UNAVAILABLE.with(
        "A shard that the write touches has fewer copies in sync than "
            + least
            + " (defaults.min_in_sync). Nothing was done; try again later.");
  }

  static ApiError onTooFewCopies(long taskUid, int least) {
    return ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
        "Nodes failed meanwhile: the write is task "
            + taskUid
            + ", on fewer copies than "
            + least
            + " (defaults.min_in_sync). Follow the task before you send it again.");
  }

  static ApiError gone() {
    return ErrorCode.MIROIR_OUTCOME_UNKNOWN.with("Every copy that had this write is lost.");
  }

  static ApiError givenUp(String reason) {
    return ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
        "An operator gave this write up: "
            + reason
            + ". Some copies may have it: look before you send it again.");
  }

  static ApiError lost() {
    return ErrorCode.MIROIR_SHARD_UNAVAILABLE.with(
        "Every copy of a shard that the write touches is lost. Nothing was done; an operator can"
            + " bring a node back or accept the loss (miroirctl shards recover).");
  }
}
