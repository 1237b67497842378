package miroir.coordinator.raft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import miroir.config.ConfigProblem;

/**
 * Who this peer is, written once by {@code init} beside the Raft directory. Ratis formats a missing
 * directory silently, and a peer that forgot its vote breaks the log (ratis-guide §0.10, §6.1), so
 * a start checks this file first.
 *
 * @param clusterId the cluster, which is also the Raft group
 * @param peerId this peer
 */
public record Identity(UUID clusterId, String peerId) {
  private static final String FILE = "identity.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the identity of a new peer; accepted again with the same values. */
  public static Identity init(Path dataDir, UUID clusterId, String peerId) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (Files.exists(file)) {
      Identity present = read(file);
      if (!present.equals(new Identity(clusterId, peerId))) {
        throw new ConfigProblem(
            file
                + ": this directory belongs to peer "
                + present.peerId
                + " of cluster "
                + present.clusterId);
      }
      return present;
    }
    Files.createDirectories(dataDir);
    ObjectNode json = JSON.createObjectNode();
    json.put("clusterId", clusterId.toString());
    json.put("peerId", peerId);
    Path fresh = dataDir.resolve(FILE + ".new");
    Files.writeString(fresh, json.toPrettyString() + "\n");
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return new Identity(clusterId, peerId);
  }

  /**
   * Returns the identity that a start may use.
   *
   * @throws ConfigProblem if there is none, if it is another peer's, or if its Raft directory is
   *     gone though it has been used
   */
  public static Identity require(Path dataDir, String peerId) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      throw new ConfigProblem(
          file + " is missing; make this peer with: coordinator init --cluster-id UUID");
    }
    Identity identity = read(file);
    if (!identity.peerId.equals(peerId)) {
      throw new ConfigProblem(
          "cluster.id is " + peerId + ", but " + file + " is of peer " + identity.peerId);
    }
    Path group = dataDir.resolve("raft").resolve(identity.clusterId.toString());
    if (Files.exists(dataDir.resolve("started")) && !Files.exists(group)) {
      throw new ConfigProblem(
          group
              + " is missing though this peer has run: its vote and log are lost; remove the peer"
              + " and add a new one under a new id, or, to accept that risk with all other peers"
              + " healthy, delete "
              + dataDir.resolve("started"));
    }
    try (var groups =
        Files.exists(dataDir.resolve("raft"))
            ? Files.list(dataDir.resolve("raft"))
            : java.util.stream.Stream.<Path>empty()) {
      for (Path other : groups.toList()) {
        if (Files.isDirectory(other) && !other.equals(group)) {
          throw new ConfigProblem(
              other + " holds another group than " + file + " names: " + identity.clusterId);
        }
      }
    }
    return identity;
  }

  /** Remembers that this peer has run, so that a lost Raft directory is noticed. */
  static void markStarted(Path dataDir) throws IOException {
    Path mark = dataDir.resolve("started");
    if (!Files.exists(mark)) {
      Files.createFile(mark);
    }
  }

  private static Identity read(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      return new Identity(
          UUID.fromString(json.path("clusterId").asText()), json.path("peerId").asText());
    } catch (IllegalArgumentException | com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new ConfigProblem(file + ": not an identity: " + e.getMessage());
    }
  }
}
