package miroir.chaos.workload;

/**
 * What a load does.
 *
 * @param index an index that {@link Load#prepare} has made
 * @param name begins the ids of its documents: no two loads of an index may share it
 * @param writers threads that write, for each gateway
 * @param paceMillis pause between two requests of a thread
 * @param upload documents that one in twenty writes has; at least 1
 * @param seed decides what is written
 */
public record LoadPlan(
    String index, String name, int writers, long paceMillis, int upload, long seed) {
  /** Returns a small load: one writer for each gateway. */
  public static LoadPlan small(String index, long paceMillis) {
    return new LoadPlan(index, "c", 1, paceMillis, 1, 1);
  }
}
