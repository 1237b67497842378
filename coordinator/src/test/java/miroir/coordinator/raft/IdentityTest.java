package miroir.coordinator.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import miroir.config.ConfigProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise: a peer that lost its vote, or took another's place, does not start by mistake. */
class IdentityTest {
  private static final UUID CLUSTER = UUID.fromString("11111111-2222-3333-4444-555555555555");

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
    Identity.init(data, CLUSTER, "coordinator-1");
    assertThat(Identity.require(data, "coordinator-1").clusterId()).isEqualTo(CLUSTER);
    Identity.markStarted(data);
    assertThatThrownBy(() -> Identity.require(data, "coordinator-1"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("vote and log are lost");
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
