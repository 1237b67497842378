package miroir.coordinator.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import miroir.config.ConfigProblem;
import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise: a peer that lost its vote, or took another's place, does not start by mistake. */
class IdentityTest {
  private static final UUID CLUSTER = UUID.fromString("11111111-2222-3333-4444-555555555555");

  private static final String HERE = "127.0.0.1:1";
  private static final String NOWHERE = "127.0.0.1:2";

  @TempDir private Path data = Path.of("");

  @Test
  void withoutIdentityAStartNamesTheCommand() {
    assertThatThrownBy(() -> Identity.require(data, "coordinator-1"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("coordinator init --cluster-id");
  }

  @Test
  void initIsRepeatableButNotForAnotherPeerOrCluster() throws IOException {
    Identity first = Identity.init(data, CLUSTER, "coordinator-1");
    assertThat(Identity.init(data, CLUSTER, "coordinator-1")).isEqualTo(first);
    assertThatThrownBy(() -> Identity.init(data, CLUSTER, "coordinator-2"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("coordinator-1");
    assertThatThrownBy(() -> Identity.init(data, UUID.randomUUID(), "coordinator-1"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(CLUSTER.toString());
  }

  @Test
  void anotherPeersDirectoryIsRefused() throws IOException {
    Identity.init(data, CLUSTER, "coordinator-1");
    assertThatThrownBy(() -> Identity.require(data, "coordinator-2"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("is of peer coordinator-1");
  }

  @Test
  void aLostRaftDirectoryIsNoticed() throws IOException {
    Identity identity = Identity.init(data, CLUSTER, "coordinator-1");
    OtherPeers nobodyAnswers = peers(Map.of("coordinator-1", HERE, "coordinator-2", NOWHERE));
    assertThat(Rejoin.isDue(identity, data, nobodyAnswers)).as("a new peer").isFalse();
    Identity.markStarted(data);
    assertThat(Rejoin.isDue(identity, data, nobodyAnswers)).isTrue();
    Files.createDirectories(data.resolve("raft").resolve(CLUSTER.toString()));
    assertThat(Rejoin.isDue(identity, data, nobodyAnswers)).as("until it is back").isTrue();
    Identity.markRejoined(data);
    assertThat(Rejoin.isDue(identity, data, nobodyAnswers)).isFalse();
  }

  @Test
  void theOnlyPeerCannotGetItsLogBack() throws IOException {
    Identity identity = Identity.init(data, CLUSTER, "coordinator-1");
    Identity.markStarted(data);
    assertThatThrownBy(() -> Rejoin.isDue(identity, data, peers(Map.of("coordinator-1", HERE))))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("log of this peer is lost");
  }

  private static OtherPeers peers(Map<String, String> addresses) {
    return new OtherPeers(RaftGroupId.valueOf(CLUSTER), addresses, "coordinator-1");
  }

  @Test
  void aStoredGroupOfAnotherClusterIsRefused() throws IOException {
    Identity.init(data, CLUSTER, "coordinator-1");
    Files.createDirectories(data.resolve("raft").resolve(UUID.randomUUID().toString()));
    assertThatThrownBy(() -> Identity.require(data, "coordinator-1"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("another group");
  }

  @Test
  void aBrokenIdentityIsNamed() throws IOException {
    Files.writeString(data.resolve("identity.json"), "{\"clusterId\":\"no uuid\"}");
    assertThatThrownBy(() -> Identity.require(data, "coordinator-1"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("identity.json");
  }
}
