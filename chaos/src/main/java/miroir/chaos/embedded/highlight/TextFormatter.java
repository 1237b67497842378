package miroir.chaos.embedded.highlight;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import miroir.chaos.embedded.text.TextToken;

/** Shows texts with marks around matches and cut to what matters. */
public final class TextFormatter {
  private final MatchFinder finder;
  private final String preTag;
  private final String postTag;
  private final String cropMarker;

  /** Shows matches between tags. */
  public TextFormatter(MatchFinder finder, String preTag, String postTag, String cropMarker) {
    this.finder = finder;
    this.preTag = preTag;
    this.postTag = postTag;
    this.cropMarker = cropMarker;
  }

  /**
   * How a text is shown.
   *
   * @param cropWords 0 for the whole text
   */
  public record Format(boolean highlight, int cropWords) {
    /** Both. */
    public Format or(Format other) {
      return new Format(highlight || other.highlight, cropWords > 0 ? cropWords : other.cropWords);
    }
  }

  /** Where a match is, in bytes of UTF-8. */
  public record Bounds(int start, int length) {}

  /** Where all matches are. */
  public List<Bounds> bounds(String text) {
    MatchFinder.Found found = finder.find(text);
    List<Bounds> bounds = new ArrayList<>();
    for (Match match : found.matches()) {
      int start = found.tokens().get(match.firstToken()).start();
      int end = text.offsetByCodePoints(start, match.letters());
      bounds.add(new Bounds(bytes(text, 0, start), bytes(text, start, end)));
    }
    return bounds;
  }

  private static int bytes(String text, int start, int end) {
    return text.substring(start, end).getBytes(StandardCharsets.UTF_8).length;
  }

  /** A text, formatted. */
  public String format(String text, Format format) {
    if (!format.highlight() && format.cropWords() == 0) {
      return text;
    }
    MatchFinder.Found found = finder.find(text);
    int start = 0;
    int end = text.length();
    if (format.cropWords() > 0) {
      int[] crop = CropWindow.bounds(text, found.tokens(), found.matches(), format.cropWords());
      start = crop[0];
      end = Math.max(crop[0], crop[1]);
    }
    StringBuilder out = new StringBuilder();
    if (start > 0) {
      out.append(cropMarker);
    }
    int at = start;
    if (format.highlight()) {
      at = highlight(text, found, start, end, out);
    }
    if (at < end) {
      out.append(text, at, end);
    }
    if (end < text.length()) {
      out.append(cropMarker);
    }
    return out.toString();
  }

  private int highlight(
      String text, MatchFinder.Found found, int start, int end, StringBuilder out) {
    int at = start;
    List<TextToken> tokens = found.tokens();
    for (Match match : found.matches()) {
      int matchStart = tokens.get(match.firstToken()).start();
      int matchEnd = tokens.get(match.lastToken()).end();
      if (matchEnd < start || matchStart > end) {
        continue;
      }
      int from = Math.max(matchStart, start);
      int to = Math.min(matchEnd, end);
      if (at < from) {
        out.append(text, at, from);
      }
      int available = text.codePointCount(from, to);
      int marked = text.offsetByCodePoints(from, Math.min(match.letters(), available));
      out.append(preTag).append(text, from, marked).append(postTag);
      out.append(text, marked, to);
      at = to;
    }
    return at;
  }
}
