package miroir.coordinator.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import miroir.proto.admin.ProgressRow;
import miroir.proto.admin.ReplicaRow;
import miroir.proto.admin.ShardRow;
import miroir.proto.admin.ShardsReply;
import org.junit.jupiter.api.Test;

/** Promise: progress is told in documents, bytes, rate, ETA and what it waits for. */
class WordsTest {
  private static final ProgressRow ROW =
      ProgressRow.newBuilder()
          .setIndex("films")
          .setNode("node-2")
          .setDirtySlots(300)
          .setCopyingSlots(60)
          .setDocuments(5_000)
          .setBytes(1_572_864)
          .setDocumentsPerSecond(812.4)
          .setEtaMillis(12_345)
          .setWaitsFor("waits for its turn")
          .build();

  @Test
  void timesAndSizes() {
    assertThat(Words.time(320)).isEqualTo("0.3 s");
    assertThat(Words.time(42_900)).isEqualTo("42 s");
    assertThat(Words.time(185_000)).isEqualTo("3 min 5 s");
    assertThat(Words.time(7_800_000)).isEqualTo("2 h 10 min");
    assertThat(Words.bytes(512)).isEqualTo("512 B");
    assertThat(Words.bytes(1_572_864)).isEqualTo("1.5 MiB");
  }

  @Test
  void aWaitTellsHowFarEveryMemberIs() {
    ShardsReply.Builder reply = ShardsReply.newBuilder().addProgress(ROW);
    reply.addShards(ShardRow.newBuilder().addReplicas(in("IN_SYNC")).addReplicas(in("SYNCING")));
    assertThat(ShardsWait.line(reply.build()))
        .isEqualTo(
            "[##########..........] 1 of 2 replicas in sync; films on node-2: 360 slots to be"
                + " copied, 5000 documents and 1.5 MiB copied, 812 documents/s, 12 s to go; waits"
                + " for its turn");
    reply.setShards(0, ShardRow.newBuilder().addReplicas(in("IN_SYNC")));
    assertThat(ShardsWait.line(reply.build())).isEmpty();
  }

  private static ReplicaRow in(String state) {
    return ReplicaRow.newBuilder().setNode("n").setState(state).build();
  }
}
