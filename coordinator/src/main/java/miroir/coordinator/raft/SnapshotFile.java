package miroir.coordinator.raft;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import miroir.codec.StateCodec;
import miroir.machine.State;
import miroir.proto.log.Header;
import miroir.proto.log.StateRecord;
import miroir.proto.log.TaskPage;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.AtomicFileOutputStream;

/** One snapshot: length-delimited messages, written to a temporary file and renamed when synced. */
final class SnapshotFile {
  /** Grows when the sequence of messages changes; fields may be added without. */
  private static final int FORMAT = 1;

  private SnapshotFile() {}

  /** Writes a state atomically. */
  static void write(Path file, TermIndex at, State state) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(new AtomicFileOutputStream(file.toFile()), 1 << 16)) {
      Header.newBuilder()
          .setFormat(FORMAT)
          .setTerm(at.getTerm())
          .setIndex(at.getIndex())
          .build()
          .writeDelimitedTo(out);
      StateCodec.encode(state).writeDelimitedTo(out);
      for (miroir.machine.TaskPage page : state.tasks().pages()) {
        StateCodec.encode(page).writeDelimitedTo(out);
      }
    }
  }

  /** Reads a state that {@link #write} wrote; a short or newer file is refused. */
  static State read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      Header header = Header.parseDelimitedFrom(in);
      if (header == null || header.getFormat() != FORMAT) {
        throw new IOException(file + ": not a snapshot that this version reads");
      }
      StateRecord record = StateRecord.parseDelimitedFrom(in);
      if (record == null) {
        throw new IOException(file + ": the snapshot has no state");
      }
      List<TaskPage> pages = new ArrayList<>();
      for (int i = 0; i < record.getTaskPages(); i++) {
        TaskPage page = TaskPage.parseDelimitedFrom(in);
        if (page == null) {
          throw new IOException(file + ": the snapshot ends early");
        }
        pages.add(page);
      }
      return StateCodec.decode(record, pages);
    }
  }
}
