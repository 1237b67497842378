package miroir.gateway.merge;

import java.util.ArrayList;
import java.util.List;

/**
 * The hits that one node gave.
 *
 * @param hits in the node's order, best first
 * @param asked how many it was asked for
 */
record NodeList(List<Hit> hits, int asked) {
  /**
   * Returns whether the node may have more hits behind these.
   *
   * @param cap how many hits a node gives at most
   */
  boolean mayGoOn(int cap) {
    return hits.size() >= asked && asked < cap;
  }

  /**
   * Judges anew what a node judged too well that does not know the last word, and puts the hits in
   * the order that follows.
   */
  NodeList mended() {
    List<Hit> sorted = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      if (hit.ranking().mayNeedMending()) {
        hit.mend();
      }
      // By insertion: few hits move, and distances do not order well enough for other sorts.
      int place = sorted.size();
      while (place > 0 && hit.ranking().compareWith(sorted.get(place - 1).ranking()) < 0) {
        place--;
      }
      sorted.add(place, hit);
    }
    return new NodeList(sorted, asked);
  }
}
