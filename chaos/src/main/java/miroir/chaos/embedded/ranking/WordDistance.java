package miroir.chaos.embedded.ranking;

/** How many typos lie between two words; two letters exchanged are one. */
public final class WordDistance {
  private WordDistance() {}

  /** How many typos lie between a word and the beginning of a text. */
  public static int toPrefix(String word, String text) {
    return between(word, text, true);
  }

  /**
   * The distance of a word or, for a prefix, of the first beginning of it after which the distance
   * cannot become smaller; that may be larger than the distance of the nearest beginning, as it is
   * in Meilisearch.
   */
  static int between(String query, String word, boolean prefix) {
    int[] a = query.codePoints().toArray();
    int[] b = word.codePoints().toArray();
    int[][] cost = new int[a.length + 1][b.length + 1];
    for (int i = 0; i <= a.length; i++) {
      for (int j = 0; j <= b.length; j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, cost, i, j);
      }
    }
    if (prefix) {
      for (int j = 0; j <= b.length; j++) {
        if (cannotImprove(cost, j)) {
          return cost[a.length][j];
        }
      }
    }
    return cost[a.length][b.length];
  }

  /**
   * True if no longer beginning can be nearer, as no part of the query is nearer than all of it.
   */
  private static boolean cannotImprove(int[][] cost, int length) {
    int whole = cost[cost.length - 1][length];
    for (int[] row : cost) {
      if (row[length] < whole) {
        return false;
      }
    }
    return true;
  }

  private static int step(int[] a, int[] b, int[][] cost, int i, int j) {
    int change = a[i - 1] == b[j - 1] ? 0 : 1;
    int least = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
      least = Math.min(least, cost[i - 2][j - 2] + 1);
    }
    return least;
  }
}
