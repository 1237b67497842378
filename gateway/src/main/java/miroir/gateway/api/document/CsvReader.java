package miroir.gateway.api.document;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits CSV into records; quotes may hold delimiters, line breaks and doubled quotes. */
final class CsvReader {
  private final String text;
  private final char delimiter;
  private int at;
  private long line = 1;

  CsvReader(String text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  /** Line on which the next record starts, from 1. */
  long line() {
    return line;
  }

  /** Offset of the next character. */
  int position() {
    return at;
  }

  /** The next record, or null at the end; empty lines are no records. */
  @Nullable List<String> next() {
    while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
      countLine(text.charAt(at++));
    }
    if (at >= text.length()) {
      return null;
    }
    List<String> cells = new ArrayList<>();
    do {
      cells.add(cell());
    } while (at < text.length() && text.charAt(at) == delimiter && at++ >= 0);
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      countLine(text.charAt(at++));
    }
    return cells;
  }

  private void countLine(char c) {
    if (c == '\n') {
      line++;
    }
  }

  private String cell() {
    StringBuilder cell = new StringBuilder();
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c != '"') {
          countLine(c);
          cell.append(c);
        } else if (at < text.length() && text.charAt(at) == '"') {
          cell.append('"');
          at++;
        } else {
          break;
        }
      }
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == delimiter || c == '\n' || c == '\r') {
        break;
      }
      cell.append(c);
      at++;
    }
    return cell.toString();
  }
}
