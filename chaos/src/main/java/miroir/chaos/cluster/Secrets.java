package miroir.chaos.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * What a local cluster is made with; kept beside its data, readable by its owner alone.
 *
 * @param clusterId the cluster
 * @param masterKey the clients' key
 * @param nodeKey the nodes' master key
 * @param clusterKey gateways to coordinators
 * @param adminKey miroirctl
 * @param nodes URLs of servers that are not ours to start; empty: our own
 * @param nodeProgram the Meilisearch binary that our own nodes run; empty: embedded ones
 */
public record Secrets(
    String clusterId,
    String masterKey,
    String nodeKey,
    String clusterKey,
    String adminKey,
    List<String> nodes,
    String nodeProgram) {
  private static final String FILE = "cluster.properties";

  /** Returns fresh secrets; an empty master key is made up. */
  public static Secrets fresh(
      String masterKey, String nodeKey, List<String> nodes, String nodeProgram) {
    return new Secrets(
        UUID.randomUUID().toString(),
        masterKey.isEmpty() ? random() : masterKey,
        nodeKey.isEmpty() ? random() : nodeKey,
        random(),
        random(),
        List.copyOf(nodes),
        nodeProgram);
  }

  private static String random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Returns whether a cluster was made in this directory. */
  public static boolean exist(Path data) {
    return Files.exists(data.resolve(FILE));
  }

  /** Reads what {@link #write} wrote. */
  public static Secrets read(Path data) throws IOException {
    if (!exist(data)) {
      throw new IOException("no cluster lies in " + data + ": make one by scripts/miroir up");
    }
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(data.resolve(FILE))) {
      all.load(in);
    }
    String nodes = all.getProperty("nodes", "");
    return new Secrets(
        all.getProperty("clusterId", ""),
        all.getProperty("masterKey", ""),
        all.getProperty("nodeKey", ""),
        all.getProperty("clusterKey", ""),
        all.getProperty("adminKey", ""),
        nodes.isEmpty() ? List.of() : List.of(nodes.split(",")),
        all.getProperty("nodeProgram", ""));
  }

  /** Keeps the secrets with the data. */
  public void write(Path data) throws IOException {
    Properties all = new Properties();
    all.setProperty("clusterId", clusterId);
    all.setProperty("masterKey", masterKey);
    all.setProperty("nodeKey", nodeKey);
    all.setProperty("clusterKey", clusterKey);
    all.setProperty("adminKey", adminKey);
    all.setProperty("nodes", String.join(",", nodes));
    all.setProperty("nodeProgram", nodeProgram);
    Files.createDirectories(data);
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    try (Writer out = Files.newBufferedWriter(file)) {
      all.store(out, "made by scripts/miroir up");
    }
  }
}
