package miroir.codec;

import com.google.protobuf.ByteString;
import miroir.command.Outcome;
import miroir.command.Registration;

/** Registrations and outcomes of writes → messages. Stateless. */
final class WriteEncoder {
  private WriteEncoder() {}

  static miroir.proto.log.Registration registration(Registration write) {
    var message =
        miroir.proto.log.Registration.newBuilder()
            .setSeq(write.seq())
            .setKind(miroir.proto.log.TaskKind.forNumber(write.kind().ordinal()))
            .setDetails(write.details())
            .setOriginEpoch(write.originEpoch())
            .setOriginSeq(write.originSeq());
    if (write.failure() != null) {
      message.setFailure(write.failure());
    }
    if (write.metadata() != null) {
      message.setMetadata(write.metadata());
    }
    if (write.settings() != null) {
      message.setSettings(write.settings());
    }
    write.nodeTasks().forEach(task -> message.addNodeTasks(CommandEncoder.nodeTask(task)));
    write
        .missed()
        .forEach((node, slots) -> message.putMissed(node, ByteString.copyFrom(slots.toBytes())));
    return message.build();
  }

  static miroir.proto.log.Outcome outcome(Outcome outcome) {
    var message =
        miroir.proto.log.Outcome.newBuilder()
            .setTaskUid(outcome.taskUid())
            .setStatus(miroir.proto.log.TaskStatus.forNumber(outcome.status().ordinal()))
            .setDetails(outcome.details())
            .setStartedAtNanos(outcome.startedAtNanos())
            .setFinishedAtNanos(outcome.finishedAtNanos());
    if (outcome.error() != null) {
      message.setError(outcome.error());
    }
    return message.build();
  }
}
