package miroir.config;

import java.util.List;
import java.util.stream.Stream;
import miroir.topology.ConfigKey;

/** Every key of the configuration file; both programs read one file, so each knows all. */
public final class Keys {
  /** All keys. */
  public static final List<Key> ALL =
      Stream.concat(
              Stream.of(
                  Key.text("cluster.id", "coordinator-1"),
                  Key.text("cluster.peers", "coordinator-1=127.0.0.1:7741"),
                  Key.address("cluster.admin_listen", "127.0.0.1:7721"),
                  Key.address("cluster.http_listen", "127.0.0.1:7731"),
                  Key.text("cluster.data_dir", "data/coordinator-1"),
                  Key.number("cluster.snapshot_entries", "50000", 10, 10_000_000),
                  Key.number("cluster.free_space_min_mb", "256", 0, 1_000_000_000),
                  Key.text("gateway.id", "gateway-1"),
                  Key.address("gateway.listen", "127.0.0.1:7700"),
                  Key.text("gateway.advertise", ""),
                  Key.text("gateway.coordinators", "127.0.0.1:7721"),
                  Key.choice("gateway.unavailable_shard_policy", "partial", "partial", "error"),
                  Key.duration("gateway.lane_repair_timeout", "1s"),
                  Key.duration("gateway.lane_request_timeout", "2s"),
                  Key.duration("gateway.write_deadline", "30s"),
                  Key.text("security.master_key", ""),
                  Key.text("security.master_key_file", ""),
                  Key.text("security.node_master_key", ""),
                  Key.text("security.node_master_key_file", ""),
                  Key.text("security.cluster_key", ""),
                  Key.text("security.cluster_key_file", ""),
                  Key.text("security.admin_key", ""),
                  Key.text("security.admin_key_file", ""),
                  unbuilt("security.tls.cert"),
                  unbuilt("security.tls.key"),
                  unbuilt("security.tls.ca")),
              Stream.of(ConfigKey.values())
                  .map(key -> new Key(key.path(), key.standard(), key.allowed(), key::allows)))
          .toList();

  private Keys() {}

  /**
   * A key that must not be given a value yet: encryption that does not happen is worse than none.
   */
  private static Key unbuilt(String path) {
    return new Key(
        path,
        "",
        "nothing: TLS is not built yet, so let Miroir listen on loopback or in a private network",
        String::isEmpty);
  }
}
