package miroir.chaos.embedded.highlight;

import java.util.BitSet;
import java.util.List;
import miroir.chaos.embedded.text.TextToken;

/** Chooses the part of a text that shows most of a query. */
final class CropWindow {
  private static final int FAR = 7;

  private final List<TextToken> tokens;
  private final List<Match> matches;

  private CropWindow(List<TextToken> tokens, List<Match> matches) {
    this.tokens = tokens;
    this.matches = matches;
  }

  /** Start and end of the part, in units of the text. */
  static int[] bounds(String text, List<TextToken> tokens, List<Match> matches, int words) {
    return new CropWindow(tokens, matches).bounds(text.length(), words);
  }

  private int[] bounds(int textLength, int words) {
    int before = -1;
    int after = 0;
    int remaining = words;
    if (!matches.isEmpty()) {
      Match[] best = bestInterval(words);
      int size = best[1].lastWord() - best[0].firstWord() + 1;
      if (words < size) {
        return shrunk(best[1].lastToken(), size - words, textLength);
      }
      remaining = words - size;
      before = best[0].firstToken() - 1;
      after = best[1].lastToken() + 1;
    }
    int[] ends = grow(before, after, remaining);
    int start = ends[0] >= 0 ? tokens.get(ends[0]).end() : 0;
    int end = ends[1] < tokens.size() ? tokens.get(ends[1]).start() : textLength;
    return new int[] {start, end};
  }

  /** The matches are wider than the crop: words are dropped from the end. */
  private int[] shrunk(int last, int words, int textLength) {
    int token = Math.min(last + 1, tokens.size() - 1);
    int remaining = words;
    while (remaining > 0 && token >= 0) {
      if (!tokens.get(token).isSeparator()) {
        remaining--;
      }
      token--;
    }
    int end = token >= 0 ? tokens.get(token).start() : textLength;
    return new int[] {0, end};
  }

  private int[] grow(int from, int to, int words) {
    int before = from;
    int after = to;
    int remaining = words;
    while (remaining > 0) {
      boolean hasBefore = before >= 0;
      boolean hasAfter = after < tokens.size();
      if (!hasBefore && !hasAfter) {
        break;
      }
      if (hasBefore && hasAfter) {
        TextToken left = tokens.get(before);
        TextToken right = tokens.get(after);
        if (left.isSeparator() && right.isSeparator()) {
          if (left.kind() == right.kind()) {
            before--;
            after += remaining > 1 ? 1 : 0;
          } else if (left.kind() == TextToken.Kind.HARD_SEPARATOR) {
            after++;
          } else {
            before--;
          }
        } else if (right.isSeparator()) {
          before--;
          remaining--;
        } else if (left.isSeparator()) {
          after++;
          remaining--;
        } else {
          before--;
          remaining--;
          if (remaining > 0) {
            after++;
            remaining--;
          }
        }
      } else if (hasBefore) {
        remaining -= tokens.get(before).isSeparator() ? 0 : 1;
        before--;
      } else {
        remaining -= tokens.get(after).isSeparator() ? 0 : 1;
        after++;
      }
    }
    return new int[] {before, after};
  }

  private Match[] bestInterval(int words) {
    int[] best = null;
    int[] bestScore = null;
    int first = 0;
    for (int i = 0; i < matches.size(); i++) {
      int last = matches.get(i).lastWord();
      if (last - matches.get(first).firstWord() < words) {
        continue;
      }
      if (i > 0) {
        int[] score = score(first, i - 1);
        if (bestScore == null || better(score, bestScore)) {
          best = new int[] {first, i - 1};
          bestScore = score;
        }
      }
      first = nextStart(first, last, words);
    }
    int end = matches.size() - 1;
    Match alone = matches.get(first);
    if (first != end || alone.lastWord() - alone.firstWord() + 1 < words) {
      int[] score = score(first, end);
      if (bestScore == null || better(score, bestScore)) {
        best = new int[] {first, end};
      }
    }
    return best == null
        ? new Match[] {matches.get(0), matches.get(0)}
        : new Match[] {matches.get(best[0]), matches.get(best[1])};
  }

  private int nextStart(int first, int lastWord, int words) {
    int start = first;
    while (true) {
      start++;
      if (start == matches.size()) {
        return start - 1;
      }
      int word = matches.get(start).firstWord();
      if (word > lastWord || lastWord - word < words) {
        return start;
      }
    }
  }

  private static boolean better(int[] score, int[] than) {
    for (int i = 0; i < score.length; i++) {
      if (score[i] != than[i]) {
        return score[i] > than[i];
      }
    }
    return false;
  }

  /** Different words of the query, then nearness, then order. */
  private int[] score(int first, int last) {
    BitSet ids = new BitSet();
    int order = 0;
    int distance = 0;
    for (int i = first; i <= last; i++) {
      Match match = matches.get(i);
      ids.set(match.firstId(), match.lastId() + 1);
      order += match.lastWord() - match.firstWord();
      distance -= match.lastWord() - match.firstWord();
      if (i < last) {
        Match next = matches.get(i + 1);
        order += next.firstId() > match.firstId() ? 1 : 0;
        distance -= Math.min(FAR, next.firstWord() - match.lastWord());
      }
    }
    return new int[] {ids.cardinality(), distance, order};
  }
}
