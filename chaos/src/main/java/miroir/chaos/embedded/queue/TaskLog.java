package miroir.chaos.embedded.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import miroir.chaos.embedded.disk.WholeFile;
import miroir.gateway.api.json.Json;

/**
 * The file that every accepted task is in before it is answered: one JSON object a line, the last
 * word about a task counts. A line that the death of the process cut off is dropped.
 */
final class TaskLog implements AutoCloseable {
  private final Path file;
  private FileChannel channel;

  private TaskLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Reads the log, line by line, and opens it for more. */
  static TaskLog open(Path file, Consumer<JsonNode> reader) throws IOException {
    if (Files.exists(file)) {
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          JsonNode json = Json.treeOrNull(line);
          if (json != null && json.isObject()) {
            reader.accept(json);
          }
        }
      }
    }
    return new TaskLog(file, channel(file));
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Begins anew with these tasks only. */
  void rewrite(Collection<Task> tasks, long nextUid) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ObjectNode next = Json.object();
    next.put("next", nextUid);
    out.writeBytes(Json.bytes(next));
    out.write('\n');
    for (Task task : tasks) {
      out.writeBytes(task.line());
      out.write('\n');
    }
    channel.close();
    WholeFile.write(file, out.toByteArray());
    channel = channel(file);
  }

  /** Writes tasks as they are now. */
  void append(List<Task> tasks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Task task : tasks) {
      out.writeBytes(task.line());
      out.write('\n');
    }
    write(out.toByteArray());
  }

  /** Writes any other line. */
  void append(ObjectNode line) {
    byte[] bytes = Json.bytes(line);
    byte[] whole = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, whole, 0, bytes.length);
    whole[bytes.length] = '\n';
    write(whole);
  }

  private void write(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
