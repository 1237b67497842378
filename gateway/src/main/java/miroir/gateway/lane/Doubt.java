package miroir.gateway.lane;

/**
 * A node that has lost what it told of: all of it is marked dirty, then it goes on from what the
 * coordinators know. Runs on the writer's loop.
 */
final class Doubt {
  private final String node;
  private final LaneOwner owner;
  private final Known known;
  private final Follower follower;
  private boolean underWay;

  Doubt(String node, LaneOwner owner, Known known, Follower follower) {
    this.node = node;
    this.owner = owner;
    this.known = known;
    this.follower = follower;
  }

  boolean isUnderWay() {
    return underWay;
  }

  void begin() {
    if (known.hasMore() && !underWay) {
      underWay = true;
      owner.distrust(node, known.lost(), this::told);
    }
  }

  private void told(boolean marked) {
    underWay = false;
    if (marked) {
      known.forgetMore();
      follower.forget();
    }
  }
}
