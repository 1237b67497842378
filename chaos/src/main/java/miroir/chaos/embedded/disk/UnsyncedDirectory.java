package miroir.chaos.embedded.disk;

import java.util.Collection;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;

/**
 * A directory whose files are written but not forced to the disk: enough to survive the death of
 * the process, not of the machine. A test bed commits often and has no use for the wait.
 */
public final class UnsyncedDirectory extends FilterDirectory {
  /** Wraps a directory. */
  public UnsyncedDirectory(Directory in) {
    super(in);
  }

  @Override
  public void sync(Collection<String> names) {}

  @Override
  public void syncMetaData() {}
}
