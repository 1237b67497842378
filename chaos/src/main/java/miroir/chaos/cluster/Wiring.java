package miroir.chaos.cluster;

import java.util.List;

/**
 * How the processes of a local cluster reach each other: directly, unless something stands between
 * them. Ports are always the layout's. Thread-safe.
 */
public interface Wiring {
  /** Everybody calls everybody on 127.0.0.1. */
  Wiring DIRECT =
      new Wiring() {
        @Override
        public String nodeHost() {
          return "127.0.0.1";
        }

        @Override
        public String calledHost() {
          return "127.0.0.1";
        }

        @Override
        public List<String> javaOptions(String process) {
          return List.of();
        }
      };

  /** Returns the address that nodes listen on. */
  String nodeHost();

  /**
   * Returns the host by which gateways call coordinators and nodes, and coordinators call nodes.
   * Coordinators listen on it for gateways. Where it leads may depend on who calls.
   */
  String calledHost();

  /** Returns what a coordinator's or gateway's Java is started with in addition. */
  List<String> javaOptions(String process);
}
