package miroir.gateway.writer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.gateway.lane.LaneTerms;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * The writers of the indexes whose leases this gateway holds; follows the view. Runs on the
 * writers' loop only.
 */
public final class Writers {
  private final Map<Long, IndexWriter> byIndex = new TreeMap<>();
  private final Map<Long, Long> closedEpochs = new HashMap<>();
  private final Set<Long> releasing = new HashSet<>();
  private final CopyBudget budget;
  private final String gateway;
  private final TaskLog log;
  private final Terms terms;
  private boolean leaving;

  /** Makes the terms of a lease. */
  @FunctionalInterface
  public interface Terms {
    /** Returns what the lanes of a writer share. */
    LaneTerms of(long index, long epoch);
  }

  /** Makes an empty set for a gateway. */
  public Writers(String gateway, TaskLog log, CopyBounds bounds, Terms terms) {
    this.gateway = gateway;
    this.log = log;
    this.terms = terms;
    this.budget = new CopyBudget(bounds);
  }

  /** Begins, goes on with, and ends writers as a view says. */
  public void follow(RoutingView view) {
    budget.follow(view.tuning());
    Map<Long, String> names = new HashMap<>();
    view.names().forEach((uid, id) -> names.put(id, uid));
    for (Map.Entry<Long, IndexWriter> entry : new TreeMap<>(byIndex).entrySet()) {
      IndexRoute route = view.indexes().get(entry.getKey());
      boolean mine =
          route != null
              && route.writer().equals(gateway)
              && route.leaseEpoch() == entry.getValue().epoch();
      if (!mine) {
        close(entry.getKey(), entry.getValue());
      }
    }
    for (Map.Entry<Long, IndexRoute> entry : view.indexes().entrySet()) {
      if (entry.getValue().writer().equals(gateway)) {
        hold(entry.getKey(), entry.getValue(), names.getOrDefault(entry.getKey(), "?"));
      }
    }
  }

  private void hold(long id, IndexRoute route, String uid) {
    IndexWriter present = byIndex.get(id);
    if (present != null && present.isClosed()) {
      close(id, present);
      present = null;
    }
    if (present != null) {
      present.follow(route);
    } else if (leaving || route.leaseEpoch() <= closedEpochs.getOrDefault(id, 0L)) {
      // The numbers of a closed one were given up with it; a new grant brings a new epoch.
      giveBack(id, route);
    } else {
      LaneTerms held = terms.of(id, route.leaseEpoch());
      if (route.leaseEpoch() > 1) {
        held.witness().tookOver(id, route.leaseEpoch());
      }
      byIndex.put(id, new IndexWriter(held, uid, route, log, budget));
    }
  }

  /** Hands a write to the index's writer, if it is here. */
  public void submit(
      long index,
      WriteRequest request,
      @Nullable String metadata,
      long bytes,
      Consumer<WriteResult> client) {
    IndexWriter writer = byIndex.get(index);
    if (writer == null) {
      client.accept(new WriteResult.NotTheWriter());
    } else {
      writer.submit(request, metadata, bytes, client);
    }
  }

  /** Lets every writer give its lease back once what it took is registered; none begins. */
  public void leave() {
    leaving = true;
    byIndex.values().forEach(IndexWriter::leave);
  }

  /** Ends every writer: the session has ended, or the gateway stops. */
  public void closeAll() {
    new TreeMap<>(byIndex).forEach(this::close);
  }

  private void close(long index, IndexWriter writer) {
    writer.close();
    closedEpochs.merge(index, writer.epoch(), Math::max);
    byIndex.remove(index);
  }

  /** Nothing was sent under it here, so lanes that were passed on open still are. */
  private void giveBack(long index, IndexRoute route) {
    if (releasing.add(index)) {
      long epoch = route.leaseEpoch();
      boolean unused = epoch > closedEpochs.getOrDefault(index, 0L);
      terms
          .of(index, epoch)
          .proposer()
          .propose(
              new Command.ReleaseLease(index, epoch, unused ? route.open() : Sorted.empty()),
              result -> releasing.remove(index));
    }
  }

  /** Returns what every writer does now, for operators. */
  public List<IndexReport> report() {
    return byIndex.values().stream()
        .map(writer -> writer.upkeep.watch().report(writer.isActive(), writer.unregistered()))
        .toList();
  }

  /** Gives up the write of a task. */
  public GivenUp giveUpTask(long index, long taskUid, String reason) {
    IndexWriter writer = byIndex.get(index);
    return writer == null ? GivenUp.NOT_HERE : writer.upkeep.givingUp().task(taskUid, reason);
  }

  /** Gives up the oldest write under way that touches a slot. */
  public GivenUp giveUpSlot(long index, int slot, String reason) {
    IndexWriter writer = byIndex.get(index);
    return writer == null ? GivenUp.NOT_HERE : writer.upkeep.givingUp().slot(slot, reason);
  }

  /** Returns the number of writes that are not registered. */
  public int unregistered() {
    return byIndex.values().stream().mapToInt(IndexWriter::unregistered).sum();
  }

  /** Returns the number of leases held. */
  public int count() {
    return byIndex.size();
  }
}
