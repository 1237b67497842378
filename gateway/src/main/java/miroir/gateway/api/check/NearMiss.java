package miroir.gateway.api.check;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** The hint at a similar word behind an unknown one. */
final class NearMiss {
  private NearMiss() {}

  /** "did you mean `x`? expected one of `a`, `b`", the first part only for near misses. */
  static String expectation(String received, Collection<String> accepted) {
    return hint(received, accepted)
        + "expected one of "
        + accepted.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  private static String hint(String received, Collection<String> accepted) {
    int allowed = allowedTypos(received.getBytes(StandardCharsets.UTF_8).length);
    String best = "";
    int bestDistance = allowed + 1;
    for (String word : accepted) {
      int distance = distance(received, word);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = word;
      }
    }
    return allowed == 0 || best.isEmpty() ? "" : "did you mean `" + best + "`? ";
  }

  private static int allowedTypos(int length) {
    if (length <= 3) {
      return 0;
    }
    if (length <= 7) {
      return 1;
    }
    if (length <= 12) {
      return 2;
    }
    if (length <= 17) {
      return 3;
    }
    return length <= 24 ? 4 : 5;
  }

  /** Damerau-Levenshtein distance with neighbours swapped counting one. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
