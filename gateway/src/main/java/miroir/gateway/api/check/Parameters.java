package miroir.gateway.api.check;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string; of a parameter that is given twice the last value counts. */
public final class Parameters {
  private static final BigInteger MAX_INT = BigInteger.valueOf(Integer.MAX_VALUE);

  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /** Parses what stands behind the question mark, still encoded; null means nothing. */
  public static Parameters parse(@Nullable String query) {
    Map<String, String> values = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&")) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = equals < 0 ? pair : pair.substring(0, equals);
          values.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
    }
    return new Parameters(values);
  }

  /** True if nothing was given. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The decoded text of a parameter. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A checked number; numbers beyond an int become the greatest int. */
  public int integer(String name, int otherwise) {
    return text(name).map(t -> new BigInteger(t).min(MAX_INT).intValue()).orElse(otherwise);
  }

  /** A checked truth. */
  public boolean flag(String name) {
    return text(name).map(t -> t.equals("true")).orElse(false);
  }

  /** A comma-separated list; empty if the parameter is absent or {@code *}. */
  public Optional<List<String>> list(String name) {
    return text(name).filter(t -> !t.equals("*")).map(t -> List.of(t.split(",", -1)));
  }

  /** Visits all in the order in which they were sent. */
  public void forEach(BiConsumer<String, String> visitor) {
    values.forEach(visitor);
  }

  /** Decodes percent signs and plus signs; bytes that are not UTF-8 become U+FFFD. */
  public static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      if (low >= 0) {
        out.write(high * 16 + low);
        i += 2;
      } else {
        out.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
