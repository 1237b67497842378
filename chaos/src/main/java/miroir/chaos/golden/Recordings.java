package miroir.chaos.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The recordings and data sets that ship with this module, as bytes. Large ones are stored
 * compressed; checksums are those of the plain content, so a recompression cannot hide a change.
 */
public final class Recordings {
  private static final String SUMS = "SHA256SUMS";

  private Recordings() {}

  /**
   * Returns a recording, such as {@code documents-write}, as its JSON text in UTF-8.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public static byte[] golden(String name) {
    return read("golden/" + name + ".json");
  }

  /**
   * Returns a data set, such as {@code books}, as its JSON text in UTF-8.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public static byte[] data(String name) {
    return read("data/" + name + ".json");
  }

  /** Returns the SHA-256 sums, by file name, of what lies in {@code golden} or {@code data}. */
  static Map<String, String> sums(String directory) {
    Map<String, String> sums = new LinkedHashMap<>();
    String text = new String(read(directory + "/" + SUMS), StandardCharsets.UTF_8);
    text.lines().forEach(line -> sums.put(line.substring(66), line.substring(0, 64)));
    return sums;
  }

  private static byte[] read(String path) {
    ClassLoader loader = Recordings.class.getClassLoader();
    try (InputStream plain = loader.getResourceAsStream(path)) {
      if (plain != null) {
        return plain.readAllBytes();
      }
      try (InputStream packed = loader.getResourceAsStream(path + ".gz")) {
        if (packed == null) {
          throw new IllegalArgumentException("no recording: " + path);
        }
        return new GZIPInputStream(packed).readAllBytes();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
