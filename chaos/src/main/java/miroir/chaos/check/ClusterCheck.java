package miroir.chaos.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.workload.Account;
import miroir.chaos.workload.Api;

/**
 * Everything that must hold of an index once clients are quiet and its replicas are in sync: its
 * contents copy by copy, what each gateway lists, and the tasks. Not for use by two threads.
 */
public final class ClusterCheck {
  private final LocalCluster cluster;
  private final List<Api> gateways;
  private final String index;

  /** Makes one for an index, and the gateways that are up. */
  public ClusterCheck(LocalCluster cluster, List<Api> gateways, String index) {
    this.cluster = cluster;
    this.gateways = gateways;
    this.index = index;
  }

  /**
   * Returns what is wrong, in sentences; empty if nothing is.
   *
   * @param account what the index must contain
   * @param acknowledged the tasks that clients were told of
   */
  public List<String> violations(Account account, Collection<Long> acknowledged)
      throws IOException, InterruptedException {
    Replicas replicas = new ReplicaReader(cluster, index).read();
    List<String> wrong = new ArrayList<>(ContentCheck.violations(account.possible(), replicas));
    Set<String> stored = new HashSet<>();
    replicas.stored().values().forEach(documents -> stored.addAll(documents.keySet()));
    for (Api gateway : gateways) {
      Set<String> listed = gateway.documents(index);
      if (!listed.equals(stored)) {
        wrong.add(
            gateway.url() + " lists " + listed.size() + " documents, nodes hold " + stored.size());
      }
    }
    wrong.addAll(TaskCheck.violations(acknowledged, gateways.get(0).tasks(index)));
    wrong.addAll(cluster.bugs());
    return wrong;
  }
}
