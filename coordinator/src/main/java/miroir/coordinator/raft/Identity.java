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
  private static final String STARTED = "started";
  private static final String REJOINING = "rejoining";
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
   * @throws ConfigProblem if there is none, if it is another peer's, or if the Raft directory is of
   *     another cluster
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
    Path group = identity.group(dataDir);
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

  private Path group(Path dataDir) {
    return dataDir.resolve("raft").resolve(clusterId.toString());
  }

  /** Returns whether this peer has no log, be it new or robbed of it. */
  boolean hasNoLog(Path dataDir) {
    return !Files.exists(group(dataDir));
  }

  /** Returns whether this peer has run before. */
  static boolean hasStarted(Path dataDir) {
    return Files.exists(dataDir.resolve(STARTED));
  }

  /** Remembers that this peer has run, so that a lost Raft directory is noticed. */
  static void markStarted(Path dataDir) throws IOException {
    mark(dataDir.resolve(STARTED));
  }

  /** Returns whether this peer lost its log and is not back among the voters yet. */
  static boolean isRejoining(Path dataDir) {
    return Files.exists(dataDir.resolve(REJOINING));
  }

  /** Remembers, across restarts, that this peer must not vote until it has been added again. */
  static void markRejoining(Path dataDir) throws IOException {
    mark(dataDir.resolve(REJOINING));
  }

  /** Forgets that: it has been added again. */
  static void markRejoined(Path dataDir) throws IOException {
    markStarted(dataDir);
    Files.deleteIfExists(dataDir.resolve(REJOINING));
  }

  private static void mark(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file);
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
